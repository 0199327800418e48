package com.alibaba.mqtt.server.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page lists what editors know of the properties, in the same words. */
class PropertiesPageTest {
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    @Test
    void thePageListsAllProperties() throws IOException {
        List<String> rows = new ArrayList<>();
        JSONArray properties;
        try (InputStream in = PropertiesPageTest.class.getResourceAsStream(METADATA)) {
            properties = JSON.parseObject(in.readAllBytes()).getJSONArray("properties");
        }
        for (int at = 0; at < properties.size(); at++) {
            JSONObject each = properties.getJSONObject(at);
            String name = each.getString("name");
            if (name.startsWith("mqtt-status.")) {
                assertThat(each.getString("description")).as(name).isNotBlank();
                rows.add("| `" + name.substring("mqtt-status.".length()) + "` | " + type(each.getString("type")) + " | "
                        + value(each.get("defaultValue")) + " | " + each.getString("description") + " |");
            }
        }
        assertThat(rows).hasSizeGreaterThan(40);
        String page = Files.readString(Path.of("..", "docs", "spring.md"));
        assertThat(page).contains(String.join("\n", rows));
    }

    private static String type(String type) {
        String name = type.replaceAll("[a-z.]+\\.([A-Z])", "$1").replaceAll(".*\\$", "");
        return name.startsWith("Map") ? "Map" : name.replaceAll("[<>]", " ").strip();
    }

    private static String value(Object value) {
        return value == null ? "" : "`" + value + "`";
    }
}
