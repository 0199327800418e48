package dev.mqttstatus.benchmarks;

import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.Map;

/** The official generic client of today, called as code that is generated for it does. */
final class TeaAsker {
    private TeaAsker() {}

    static Asker create(int port) throws Exception {
        Client client = new Client(new Config()
                .setAccessKeyId(Asker.KEY)
                .setAccessKeySecret(Asker.SECRET)
                .setMaxIdleConns(Asker.CONNECTIONS)
                .setEndpoint("127.0.0.1:" + port));
        Params params = new Params()
                .setAction("QuerySessionByClientId")
                .setVersion("2020-04-20")
                .setProtocol("HTTP")
                .setMethod("POST")
                .setAuthType("AK")
                .setStyle("RPC")
                .setPathname("/")
                .setReqBodyType("formData")
                .setBodyType("json");
        RuntimeOptions options = new RuntimeOptions();
        return clientId -> {
            OpenApiRequest request =
                    new OpenApiRequest().setQuery(Map.of("ClientId", clientId, "InstanceId", Asker.INSTANCE));
            Map<?, ?> body =
                    (Map<?, ?>) client.callApi(params, request, options).get("body");
            return (Boolean) body.get("OnlineStatus");
        };
    }
}
