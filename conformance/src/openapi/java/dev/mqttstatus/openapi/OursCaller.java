package dev.mqttstatus.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.OpenApiAnswer;
import com.alibaba.mqtt.server.query.model.OpenApiCall;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Calls by ours. Settings and result are those of {@code OpenApiClient}. */
public final class OursCaller implements BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, String> settings, Map<String, String> parameters) {
        String token = settings.get("token");
        Credentials keys = token == null
                ? Credentials.of(settings.get("key"), settings.get("secret"))
                : Credentials.of(settings.get("key"), settings.get("secret"), token);
        Map<String, Object> outcome = new HashMap<>();
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint("http://" + settings.get("address"))
                .instanceId(settings.get("instance"))
                .credentials(keys)
                .pace(Pace.unlimited())
                .maxAttempts(1)
                .build()) {
            OpenApiCall call = OpenApiCall.read(settings.get("action"));
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                call = call.with(parameter.getKey(), parameter.getValue());
            }
            OpenApiAnswer answer = client.call(call);
            outcome.put("status", 200);
            outcome.put("body", answer.values());
            outcome.put("request", answer.requestId());
        } catch (ServerException e) {
            outcome.put("status", e.getHttpStatus());
            outcome.put("code", e.getCode());
            outcome.put("request", e.getRequestId());
        }
        return outcome;
    }
}
