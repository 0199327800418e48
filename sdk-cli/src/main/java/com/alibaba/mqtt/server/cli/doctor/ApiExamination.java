package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.ArrayList;
import java.util.List;

/** Whether each operation of the API is allowed. */
final class ApiExamination {
    private final Report report;
    private final Settings settings;
    private final String clientId;

    ApiExamination(Report report, Settings settings, String clientId) {
        this.report = report;
        this.settings = settings;
        this.clientId = clientId;
    }

    void skip(String why) {
        report.add(Finding.skip("api live", why));
        report.add(Finding.skip("api cached", why));
    }

    void examine() throws InterruptedException {
        try (StatusService service = StatusService.open(settings, 1)) {
            ask(service, "api live", "QuerySessionByClientId", true);
            ask(service, "api cached", "BatchQuerySessionByClientIds", false);
        } catch (CliException e) {
            report.add(Finding.fail("api live", e.exitCode(), String.valueOf(e.getMessage()), "set it"));
        }
    }

    private void ask(StatusService service, String step, String operation, boolean live) throws InterruptedException {
        List<Answer> given = new ArrayList<>();
        service.ask(List.of(clientId), live, given::add);
        Answer answer = given.get(0);
        ServerException error = answer.error();
        if (error != null) {
            report.add(Finding.fail(step, ExitCode.of(error), operation + ": " + error.getMessage(), Remedy.of(error)));
        } else {
            report.add(Finding.ok(
                    step, operation + " answers: " + ForeignText.visible(clientId) + " is " + answer.state()));
        }
    }
}
