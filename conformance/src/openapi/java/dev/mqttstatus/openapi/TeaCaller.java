package dev.mqttstatus.openapi;

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Calls by tea-openapi, as code that is generated for it does. Settings and result are those of {@code OpenApiClient}. */
public final class TeaCaller implements BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Map<String, String> settings, Map<String, String> parameters) {
        Map<String, String> query = new HashMap<>(parameters);
        query.put("InstanceId", settings.get("instance"));
        Map<String, Object> outcome = new HashMap<>();
        try {
            Client client = new Client(new Config()
                    .setAccessKeyId(settings.get("key"))
                    .setAccessKeySecret(settings.get("secret"))
                    .setSecurityToken(settings.get("token"))
                    .setEndpoint(settings.get("address")));
            Params params = new Params()
                    .setAction(settings.get("action"))
                    .setVersion("2020-04-20")
                    .setProtocol("HTTP")
                    .setMethod("POST")
                    .setAuthType("AK")
                    .setStyle("RPC")
                    .setPathname("/")
                    .setReqBodyType("formData")
                    .setBodyType("json");
            Map<String, ?> answer = client.callApi(params, new OpenApiRequest().setQuery(query), new RuntimeOptions());
            Map<?, ?> body = (Map<?, ?>) answer.get("body");
            outcome.put("status", answer.get("statusCode"));
            outcome.put("body", body);
            outcome.put("request", body.get("RequestId"));
        } catch (TeaException e) {
            outcome.put("status", e.getStatusCode());
            outcome.put("code", e.getCode());
            outcome.put("request", e.getData().get("RequestId"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return outcome;
    }
}
