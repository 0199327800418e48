package dev.mqttstatus.openapi;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.CommonResponse;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.exceptions.ServerException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Calls by aliyun-java-sdk-core, which signs by version 1.0. Settings and result are those of {@code OpenApiClient}; of an
 * error it does not say the HTTP status, only whether that was 500 or more.
 */
public final class AliyunCoreCaller
        implements BiFunction<Map<String, String>, Map<String, String>, Map<String, Object>> {
    private static final String REGION = "cn-hangzhou";

    @Override
    public Map<String, Object> apply(Map<String, String> settings, Map<String, String> parameters) {
        String token = settings.get("token");
        DefaultProfile profile = token == null
                ? DefaultProfile.getProfile(REGION, settings.get("key"), settings.get("secret"))
                : DefaultProfile.getProfile(REGION, settings.get("key"), settings.get("secret"), token);
        CommonRequest request = new CommonRequest();
        request.setSysProtocol(ProtocolType.HTTP);
        request.setSysMethod(MethodType.POST);
        request.setSysDomain(settings.get("address"));
        request.setSysVersion("2020-04-20");
        request.setSysAction(settings.get("action"));
        request.putQueryParameter("InstanceId", settings.get("instance"));
        parameters.forEach(request::putQueryParameter);
        Map<String, Object> outcome = new HashMap<>();
        DefaultAcsClient client = new DefaultAcsClient(profile);
        try {
            CommonResponse answer = client.getCommonResponse(request);
            outcome.put("status", answer.getHttpStatus());
            outcome.put("body", answer.getData());
        } catch (ClientException e) {
            outcome.put("status", e instanceof ServerException ? "5xx" : "4xx");
            outcome.put("code", e.getErrCode());
            outcome.put("request", e.getRequestId());
        } finally {
            client.shutdown();
        }
        return outcome;
    }
}
