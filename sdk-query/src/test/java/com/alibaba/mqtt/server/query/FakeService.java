package com.alibaba.mqtt.server.query;

import com.alibaba.fastjson2.JSON;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;

/** Answers as the service does: a client whose id ends with an even digit is online. Lists come in another order. */
class FakeService extends Dispatcher {
    final Set<String> nonces = ConcurrentHashMap.newKeySet();
    final AtomicInteger requests = new AtomicInteger();
    final Set<String> unknown = ConcurrentHashMap.newKeySet();

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
        requests.incrementAndGet();
        Map<String, String> query = query(request);
        String nonce = request.getHeaders().get("x-acs-signature-nonce");
        nonces.add(nonce == null ? query.get("SignatureNonce") : nonce);
        if (query.containsKey("ClientId")) {
            return json(200, "{\"OnlineStatus\":" + online(query.get("ClientId")) + ",\"RequestId\":\"r-1\"}");
        }
        List<String> ids = new ArrayList<>();
        query.forEach((name, value) -> {
            if (name.startsWith("ClientIdList.")) {
                ids.add(value);
            }
        });
        return list(ids);
    }

    private MockResponse list(List<String> asked) {
        if (asked.isEmpty() || asked.size() > 10) {
            return error(400, "ParameterCheckFailed", "1 to 10 are allowed");
        }
        List<String> entries = new ArrayList<>();
        entries.add(entry("GID_stranger@@@d0"));
        for (String id : asked) {
            if (!unknown.contains(id)) {
                entries.add(entry(id));
            }
        }
        Collections.reverse(entries);
        return json(200, "{\"RequestId\":\"r-2\",\"OnlineStatusList\":[" + String.join(",", entries) + "]}");
    }

    private static String entry(String id) {
        return "{\"ClientId\":" + JSON.toJSONString(id) + ",\"OnlineStatus\":" + online(id) + "}";
    }

    static boolean online(String id) {
        return (id.charAt(id.length() - 1) - '0') % 2 == 0;
    }

    static Map<String, String> query(RecordedRequest request) {
        Map<String, String> query = new TreeMap<>();
        HttpUrl url = request.getUrl();
        for (int i = 0; i < url.querySize(); i++) {
            query.put(url.queryParameterName(i), url.queryParameterValue(i));
        }
        return query;
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    static MockResponse error(int status, String code, String message) {
        return json(
                status,
                "{\"RequestId\":\"r-3\",\"HostId\":\"h\",\"Code\":\"" + code + "\",\"Message\":\"" + message + "\"}");
    }
}
