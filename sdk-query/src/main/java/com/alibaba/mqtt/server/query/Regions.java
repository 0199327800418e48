package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.query.openapi.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The service's published hosts, which are data: {@code endpoints.json}. The service may have more. */
final class Regions {
    private static final String FILE = "endpoints.json";

    private Regions() {}

    static String host(String region, Network network) {
        Map<String, String> hosts = hosts(network);
        String host = hosts.get(region);
        if (host == null) {
            throw new IllegalArgumentException("region is \"" + ForeignText.visible(region) + "\"; known for network "
                    + network + " are " + hosts.keySet() + "; for any other set endpoint(host) instead");
        }
        return host;
    }

    private static Map<String, String> hosts(Network network) {
        Map<String, @Nullable Object> file = read();
        Map<String, String> hosts = new TreeMap<>();
        if (network == Network.VPC) {
            addAll(hosts, file.get("vpc"));
        } else {
            addAll(hosts, file.get("public"));
            addAll(hosts, file.get("public_only_in_other_metadata_copy"));
        }
        return hosts;
    }

    private static void addAll(Map<String, String> hosts, @Nullable Object more) {
        if (more instanceof Map<?, ?> some) {
            some.forEach((region, host) -> hosts.put((String) region, (String) host));
        }
    }

    private static Map<String, @Nullable Object> read() {
        try (InputStream in = Regions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside this class: keep it when repacking the jar");
            }
            return Json.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | Json.NotJson e) {
            throw new IllegalStateException("cannot read " + FILE + " of this jar", e);
        }
    }
}
