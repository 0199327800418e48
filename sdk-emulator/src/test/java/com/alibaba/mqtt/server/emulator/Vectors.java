package com.alibaba.mqtt.server.emulator;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The signatures in vectors.json. */
public final class Vectors {
    private Vectors() {}

    public static Stream<JSONObject> section(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors.json")) {
            return JSON.parseObject(in).getJSONArray(name).stream().map(JSONObject.class::cast);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JSONObject byId(String section, String id) {
        return section(section)
                .filter(vector -> id.equals(vector.getString("id")))
                .findFirst()
                .orElseThrow();
    }

    public static Map<String, String> strings(JSONObject object) {
        Map<String, String> strings = new TreeMap<>();
        object.forEach((name, value) -> strings.put(name, (String) value));
        return strings;
    }
}
