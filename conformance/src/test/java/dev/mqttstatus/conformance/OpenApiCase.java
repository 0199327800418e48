package dev.mqttstatus.conformance;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A call, and what the service answers. */
// its maps are immutable
@SuppressWarnings("ImmutableEnumChecker")
enum OpenApiCase {
    ONLINE("QuerySessionByClientId", 200, "", Map.of("ClientId", OpenApiWorld.ONLINE)),
    OFFLINE("QuerySessionByClientId", 200, "", Map.of("ClientId", OpenApiWorld.GONE)),
    /** All that an encoding can get wrong; the answer repeats the ids. */
    SPECIAL_CHARACTERS(
            "BatchQuerySessionByClientIds",
            200,
            "",
            Map.of("ClientIdList.1", "GID_shop@@@a b+c*d~e%f/g=h&i?锁", "ClientIdList.2", "GID_shop@@@\"{}[]:;'\\|<>")),
    MANY("BatchQuerySessionByClientIds", 200, "", ids(10)),
    TRACE("QueryMqttTraceDevice", 200, "", Trace.of(OpenApiWorld.GONE, 100)),
    CLOSE("CloseConnection", 200, "", Map.of("ClientId", "GID_shop@@@nobody")),
    GROUPS("ListGroupId", 200, "", Map.of()),
    WITH_TOKEN("ListGroupId", 200, "", Map.of(), "token", OpenApiWorld.TOKEN),

    WRONG_SECRET("ListGroupId", 400, "SignatureDoesNotMatch", Map.of(), "secret", "wrong"),
    UNKNOWN_KEY("ListGroupId", 404, "InvalidAccessKeyId.NotFound", Map.of(), "key", "unknown"),
    WRONG_INSTANCE("ListGroupId", 400, "InstancePermissionCheckFailed", Map.of(), "instance", "mqtt-cn-other"),
    MISSING_PARAMETER("QuerySessionByClientId", 400, "MissingClientId", Map.of()),
    MISSING_LIST("BatchQuerySessionByClientIds", 400, "MissingClientIdList", Map.of()),
    NOBODY_TO_CLOSE("CloseConnection", 400, "MissingClientId", Map.of()),
    BAD_PARAMETER("QueryMqttTraceDevice", 400, "ParameterCheckFailed", Trace.of(OpenApiWorld.GONE, 101)),
    ELEVEN_IDS("BatchQuerySessionByClientIds", 400, "ParameterCheckFailed", ids(11)),
    UNKNOWN_OPERATION("QueryNothing", 404, "InvalidApi.NotFound", Map.of()),
    MISSING_TOKEN("ListGroupId", 400, "MissingSecurityToken", Map.of(), "token", ""),
    WRONG_TOKEN("ListGroupId", 400, "InvalidSecurityToken.Malformed", Map.of(), "token", "other"),
    THROTTLED(
            "QueryMqttTraceDevice",
            400,
            "Throttling.User",
            Trace.of(OpenApiWorld.GONE, 1),
            "token",
            OpenApiWorld.TOKEN),
    OVERFLOW("ListGroupId", 500, "SystemOverFlow", Map.of(), OpenApiFault.SYSTEM_OVERFLOW),
    UNAVAILABLE("QuerySessionByClientId", 503, "ServiceUnavailable", Map.of(), OpenApiFault.SERVICE_UNAVAILABLE);

    private final String action;
    private final int status;
    private final String code;
    private final Map<String, String> parameters;
    private final Map<String, String> settings;
    private final OpenApiFault fault;

    OpenApiCase(String action, int status, String code, Map<String, String> parameters) {
        this(action, status, code, parameters, Map.of(), null);
    }

    OpenApiCase(String action, int status, String code, Map<String, String> parameters, OpenApiFault fault) {
        this(action, status, code, parameters, Map.of(), fault);
    }

    /** With another setting than the right one. Whoever sets a token, also an empty one, asks the service that needs one. */
    OpenApiCase(String action, int status, String code, Map<String, String> parameters, String setting, String value) {
        this(action, status, code, parameters, Map.of(setting, value), null);
    }

    OpenApiCase(
            String action,
            int status,
            String code,
            Map<String, String> parameters,
            Map<String, String> settings,
            OpenApiFault fault) {
        this.action = action;
        this.status = status;
        this.code = code;
        this.parameters = parameters;
        this.settings = settings;
        this.fault = fault;
    }

    String action() {
        return action;
    }

    int status() {
        return status;
    }

    /** The error code; empty if it succeeds. */
    String code() {
        return code;
    }

    OpenApiOutcome play(OpenApiClient client, OpenApiWorld world) {
        Emulator emulator = world.emulator(settings.containsKey("token"));
        Map<String, String> all = new HashMap<>(Map.of(
                "address", emulator.host() + ":" + emulator.openApiPort(),
                "key", emulator.accessKey(),
                "secret", emulator.secretKey(),
                "instance", emulator.instanceId(),
                "action", action));
        all.putAll(settings);
        all.values().removeIf(String::isEmpty);
        if (fault != null) {
            emulator.openApi().next(fault);
        }
        return OpenApiOutcome.of(client.call(all, parameters));
    }

    /** The client that is online, and clients that nobody has ever seen. */
    private static Map<String, String> ids(int count) {
        return IntStream.rangeClosed(1, count)
                .boxed()
                .collect(Collectors.toMap(
                        number -> "ClientIdList." + number,
                        number -> number == 3 ? OpenApiWorld.ONLINE : "GID_shop@@@" + number));
    }

    /** The parameters of a trace. */
    private static final class Trace {
        static Map<String, String> of(String clientId, int pageSize) {
            return Map.of(
                    "MqttRegionId", "cn-hangzhou",
                    "ClientId", clientId,
                    "BeginTime", "0",
                    "EndTime", "4102444800000",
                    "CurrentPage", "1",
                    "PageSize", String.valueOf(pageSize),
                    "Reverse", "false");
        }
    }
}
