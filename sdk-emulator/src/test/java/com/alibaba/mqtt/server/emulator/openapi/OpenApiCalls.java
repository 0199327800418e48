package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Emulator;
import java.net.http.HttpResponse;
import java.util.Map;

/** Calls of the OpenAPI, for tests of other packages. */
public final class OpenApiCalls {
    private OpenApiCalls() {}

    /** Calls an operation, which must succeed. */
    public static JSONObject call(Emulator emulator, String action, Map<String, String> parameters) throws Exception {
        OpenApiClient client = OpenApiClient.acs3(emulator, action);
        client.query.putAll(parameters);
        HttpResponse<String> answer = client.sendAcs3();
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return OpenApiClient.json(answer);
    }
}
