package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations. Safe for many threads. */
final class Operations {
    /** The names of all. */
    static final Set<String> NAMES = Stream.concat(
                    Stream.of(
                            "QuerySessionByClientId",
                            "BatchQuerySessionByClientIds",
                            "QueryMqttTraceDevice",
                            "CloseConnection",
                            "ListGroupId"),
                    DeviceAccess.NAMES.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final String VERSION = "2020-04-20";

    private final Account account;
    private final OpenApi.Settings settings;
    private final SessionQueries sessions;
    private final DeviceTraces traces;
    private final DeviceAccess access;
    private final Consumer<String> kick;
    private final long started;

    Operations(Account account, Presence presence, Consumer<String> kick, Clock clock, OpenApi.Settings settings) {
        this.account = account;
        this.settings = settings;
        this.sessions = new SessionQueries(presence, clock, settings.batchCache());
        this.traces = new DeviceTraces(presence.history());
        this.access = new DeviceAccess(account, clock);
        this.kick = kick;
        this.started = clock.millis();
    }

    /** The answer, still without its request id. */
    JSONObject answer(String action, String version, Map<String, String> values) throws OpenApiError {
        if (!version.equals(VERSION) || !NAMES.contains(action)) {
            throw new OpenApiError(
                    404, "InvalidApi.NotFound", "There is no operation " + action + " in " + version + ".");
        }
        Parameters parameters = new Parameters(values, settings.longIdsRefused());
        if (!parameters.mandatory("InstanceId").equals(account.instanceId())) {
            throw new OpenApiError(400, "InstancePermissionCheckFailed", "The instance is not yours.");
        }
        return switch (action) {
            case "QuerySessionByClientId" -> sessions.one(parameters);
            case "BatchQuerySessionByClientIds" -> sessions.batch(parameters);
            case "QueryMqttTraceDevice" -> traces.page(parameters);
            case "CloseConnection" -> close(parameters);
            case "ListGroupId" -> groups();
            default -> access.answer(action, parameters);
        };
    }

    private JSONObject close(Parameters parameters) throws OpenApiError {
        if (!settings.closeConnection()) {
            throw new OpenApiError(404, "ApiNotSupport", "The operation is not supported by this instance.");
        }
        kick.accept(parameters.clientId("ClientId"));
        return JSONObject.of("Code", 200, "Success", true);
    }

    private JSONObject groups() {
        JSONArray list = new JSONArray();
        for (String group : account.groups()) {
            list.add(JSONObject.of(
                    "GroupId",
                    group,
                    "InstanceId",
                    account.instanceId(),
                    "IndependentNaming",
                    true,
                    "CreateTime",
                    started,
                    "UpdateTime",
                    started));
        }
        return JSONObject.of("Data", list);
    }
}
