package dev.mqttstatus.benchmarks;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;

/** The official generic client before tea-openapi. It leaves the JSON to the caller, who looks for the one word here. */
final class AliyunCoreAsker {
    private AliyunCoreAsker() {}

    static Asker create(int port) {
        HttpClientConfig http = HttpClientConfig.getDefault();
        http.setMaxRequests(Asker.CONNECTIONS);
        http.setMaxRequestsPerHost(Asker.CONNECTIONS);
        http.setMaxIdleConnections(Asker.CONNECTIONS);
        DefaultProfile profile = DefaultProfile.getProfile("cn-hangzhou", Asker.KEY, Asker.SECRET);
        profile.setHttpClientConfig(http);
        DefaultAcsClient client = new DefaultAcsClient(profile);
        return clientId -> {
            CommonRequest request = new CommonRequest();
            request.setSysProtocol(ProtocolType.HTTP);
            request.setSysMethod(MethodType.POST);
            request.setSysDomain("127.0.0.1:" + port);
            request.setSysVersion("2020-04-20");
            request.setSysAction("QuerySessionByClientId");
            request.putQueryParameter("InstanceId", Asker.INSTANCE);
            request.putQueryParameter("ClientId", clientId);
            return client.getCommonResponse(request).getData().contains("\"OnlineStatus\":true");
        };
    }
}
