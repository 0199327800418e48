package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.cli.service.Depth;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ClientId;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether each operation of the API is allowed. */
final class ApiExamination {
    private static final List<String> STEPS = List.of("api live", "api cached", "api groups", "api trace", "api kick");

    private final Report report;
    private final Settings settings;
    private final String clientId;
    /** One that no device has. */
    private final String probe;

    private final @Nullable String group;
    private final Duration limit;

    ApiExamination(
            Report report, Settings settings, @Nullable String clientId, @Nullable String group, Duration limit) {
        this.report = report;
        this.settings = settings;
        this.probe = (group == null ? "GID_doctor" : group) + ClientId.SEPARATOR + "mqtt-status-doctor";
        this.clientId = clientId == null ? probe : clientId;
        this.group = group;
        this.limit = limit;
    }

    void skip(String why) {
        for (String step : STEPS) {
            report.add(Finding.skip(step, why));
        }
    }

    void examine() throws InterruptedException {
        try (StatusService service = StatusService.open(settings, null)) {
            ask(service, "api live", "QuerySessionByClientId", Depth.LIVE);
            ask(service, "api cached", "BatchQuerySessionByClientIds", Depth.CACHED);
            groups(service);
            trace(service);
            kick(service);
        } catch (CliException e) {
            report.add(Finding.fail("api live", e.exitCode(), String.valueOf(e.getMessage()), "set it"));
        }
    }

    private void ask(StatusService service, String step, String operation, Depth depth) throws InterruptedException {
        List<Answer> given = new ArrayList<>();
        service.ask(List.of(clientId), depth, limit.multipliedBy(2), given::add);
        Answer answer = given.isEmpty() ? new Answer(clientId, null, null) : given.get(0);
        ServerException error = answer.error();
        report.add(
                error != null
                        ? Finding.fail(
                                step,
                                ExitCode.of(error),
                                operation + ": " + error.getMessage(),
                                Remedy.of(error, action(operation)))
                        : Finding.ok(
                                step,
                                operation + " answers: " + ForeignText.visible(clientId) + " is " + answer.state()));
    }

    /** What not everybody needs is no failure. */
    private void groups(StatusService service) throws InterruptedException {
        try {
            List<String> groups = service.groups();
            String seen = "ListGroupId answers: " + groups.size() + (groups.size() == 1 ? " group" : " groups");
            report.add(
                    group == null || groups.contains(group)
                            ? Finding.ok("api groups", seen)
                            : Finding.warn(
                                    "api groups",
                                    seen + ", and " + ForeignText.visible(group) + " is none of them",
                                    "create the group in the console, or correct --group"));
        } catch (ServerException e) {
            report.add(notAllowed("api groups", "ListGroupId", e));
        }
    }

    private void trace(StatusService service) throws InterruptedException {
        try {
            Instant now = Instant.now();
            int entries = service.trace(clientId, now.minus(Duration.ofMinutes(1)), now)
                    .size();
            report.add(Finding.ok(
                    "api trace", "QueryMqttTraceDevice answers: " + entries + " entries of the last minute"));
        } catch (ServerException e) {
            report.add(notAllowed("api trace", "QueryMqttTraceDevice", e));
        }
    }

    /** Of a client that is never connected: so nobody loses anything. */
    private void kick(StatusService service) throws InterruptedException {
        String step = "api kick";
        try {
            service.disconnect(probe);
            report.add(Finding.ok(
                    step,
                    "CloseConnection is allowed; tried with " + ForeignText.visible(probe) + ", which no device is"));
        } catch (ServerException e) {
            report.add(
                    e.getCode().equals("ApiNotSupport")
                            ? Finding.skip(step, "CloseConnection is not offered here (ApiNotSupport)")
                            : notAllowed(step, "CloseConnection", e));
        }
    }

    /** Returns the RAM action that an operation needs. */
    private static String action(String operation) {
        return switch (operation) {
            case "QuerySessionByClientId" -> "mq:MqttInstanceAccess";
            case "QueryMqttTraceDevice" -> "mq:QueryMqttDeviceTrace";
            default -> "mq:" + operation;
        };
    }

    private static Finding notAllowed(String step, String operation, ServerException e) throws InterruptedException {
        if (e.getCode().equals(ErrorCode.INTERRUPTED)) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        return Finding.warn(step, operation + ": " + e.getMessage(), Remedy.of(e, action(operation)));
    }
}
