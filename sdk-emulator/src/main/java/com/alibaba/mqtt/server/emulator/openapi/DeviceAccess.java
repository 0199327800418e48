package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.DeviceCredentials.Credential;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The operations about tokens and about the credentials of single devices. Safe for many threads. */
final class DeviceAccess {
    /** Their names. */
    static final Set<String> NAMES = Set.of(
            "ApplyToken",
            "QueryToken",
            "RevokeToken",
            "RegisterDeviceCredential",
            "GetDeviceCredential",
            "RefreshDeviceCredential",
            "UnRegisterDeviceCredential");

    private static final int MAX_RESOURCES = 100;
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Account account;
    private final Clock clock;

    DeviceAccess(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    JSONObject answer(String action, Parameters parameters) throws OpenApiError {
        return switch (action) {
            case "ApplyToken" -> apply(parameters);
            case "QueryToken" ->
                JSONObject.of(
                        "TokenStatus", account.tokens().flaw(parameters.mandatory("Token"), clock.millis()) == null);
            case "RevokeToken" -> revoke(parameters);
            case "GetDeviceCredential" -> credential(present(parameters));
            case "RefreshDeviceCredential" -> {
                present(parameters);
                yield register(parameters);
            }
            case "UnRegisterDeviceCredential" -> {
                present(parameters);
                account.deviceCredentials().unregister(parameters.mandatory("ClientId"));
                yield new JSONObject();
            }
            default -> register(parameters);
        };
    }

    private JSONObject apply(Parameters parameters) throws OpenApiError {
        String type = switch (parameters.mandatory("Actions")) {
            case "R" -> "R";
            case "W" -> "W";
            case "R,W" -> "RW";
            default -> throw OpenApiError.parameter("Actions is not R, W or R,W.");
        };
        List<String> resources = List.of(parameters.mandatory("Resources").split(",", -1));
        if (resources.size() > MAX_RESOURCES) {
            throw OpenApiError.parameter("Resources has more than " + MAX_RESOURCES + " topics.");
        }
        for (String resource : resources) {
            if (!Topics.isName(Topics.parent(resource))) {
                throw OpenApiError.parameter("Resources holds something else than topics.");
            }
        }
        long now = clock.millis();
        long expires = parameters.number("ExpireTime", now + SHORTEST.toMillis(), Long.MAX_VALUE);
        // the documents: longer is no error, and 30 days
        long capped = Math.min(expires, now + LONGEST.toMillis());
        return JSONObject.of(
                "Token", account.tokens().apply(type, resources, capped).text());
    }

    private JSONObject revoke(Parameters parameters) throws OpenApiError {
        account.tokens().revoke(parameters.mandatory("Token"));
        return new JSONObject();
    }

    private JSONObject register(Parameters parameters) throws OpenApiError {
        String clientId = parameters.mandatory("ClientId");
        if (ClientId.parse(clientId)
                .filter(id -> account.groups().contains(id.group()))
                .isEmpty()) {
            throw OpenApiError.parameter("ClientId is not one of a group of the instance.");
        }
        return credential(account.deviceCredentials().register(clientId, clock.millis()));
    }

    private Credential present(Parameters parameters) throws OpenApiError {
        return account.deviceCredentials()
                .of(parameters.mandatory("ClientId"))
                .orElseThrow(() -> OpenApiError.parameter("The device has no credential."));
    }

    private JSONObject credential(Credential credential) {
        return JSONObject.of(
                "DeviceCredential",
                JSONObject.of(
                                "ClientId", credential.clientId(),
                                "InstanceId", account.instanceId(),
                                "DeviceAccessKeyId", credential.keyId(),
                                "DeviceAccessKeySecret", credential.secret())
                        .fluentPut("CreateTime", credential.created())
                        .fluentPut("UpdateTime", credential.updated()));
    }
}
