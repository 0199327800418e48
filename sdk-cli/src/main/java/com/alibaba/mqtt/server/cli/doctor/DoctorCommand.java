package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.cli.settings.Setting;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.config.ChannelConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes from the settings to a notice, step by step. */
@Command(
        name = "doctor",
        description =
                "Finds out step by step what works and what does not: settings, names, TCP, TLS, clock, login, group,"
                        + " permissions.",
        footer = {
            "",
            "Shows no secret: its output can be pasted into a ticket. It makes two billed calls. Subscribing gives what",
            "comes back to the server, but --notice-within takes notices away from the group's other consumers.",
            "Exit codes: 0 all works, else that of the first failure: 4, 5 or 124 (no notice in time).",
        })
public final class DoctorCommand implements Callable<Integer> {
    private final Surroundings around;

    @Option(names = "--group", paramLabel = "ID", description = "Subscribe the notices of this group.")
    private @Nullable String group;

    @Option(
            names = "--client",
            paramLabel = "ID",
            description = "Ask about this client. Default: one that is not there")
    private @Nullable String client;

    @Option(
            names = "--notice-within",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Wait so long for a notice of --group.")
    private @Nullable Duration noticeWithin;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = TimeSpan.class,
            description = "For each step. Default: ${DEFAULT-VALUE}")
    private Duration limit = Duration.ZERO;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Creates it. */
    public DoctorCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofHours(1)) > 0) {
            throw CliException.usage("--timeout must be 1ms to 1h");
        }
        if (noticeWithin != null && group == null) {
            throw CliException.usage("--notice-within needs --group");
        }
        try (Report report = new Report(around, output)) {
            try {
                examine(report);
            } catch (InterruptedException e) {
                around.say("interrupted");
                return ExitCode.INTERRUPTED;
            }
            return report.exitCode();
        }
    }

    private void examine(Report report) throws InterruptedException {
        Settings settings;
        try {
            settings = connection.resolve(around);
        } catch (CliException e) {
            report.add(Finding.fail("settings", e.exitCode(), String.valueOf(e.getMessage()), "correct it"));
            return;
        }
        settings.explained().forEach((title, text) -> report.add(Finding.ok("settings", title + " " + text)));
        boolean keys = settings.hasKeys();
        if (!keys) {
            report.add(Finding.fail(
                    "credentials",
                    ExitCode.CONFIGURATION,
                    "no key pair was found",
                    "set MQTT_AK_ENV and MQTT_SK_ENV, or log in with the aliyun command line (mode AK or StsToken)"));
        }
        examineApi(report, settings, keys);
        examineNotices(report, settings, keys);
    }

    private void examineApi(Report report, Settings settings, boolean keys) throws InterruptedException {
        Server api;
        try {
            api = ApiHost.of(settings);
        } catch (CliException e) {
            report.add(Finding.fail("api host", e.exitCode(), String.valueOf(e.getMessage()), "set one of them"));
            return;
        }
        ApiExamination operations = new ApiExamination(
                report,
                settings,
                client != null ? client : (group == null ? "GID_doctor" : group) + "@@@mqtt-status-doctor",
                group,
                limit);
        if (!new Reaching(report, limit).examine(api) || !new TlsExamination(report, limit).examine(api)) {
            operations.skip("the API is not reached");
            return;
        }
        new ClockExamination(report, limit).examine(api);
        if (!keys || settings.find(Setting.INSTANCE_ID) == null) {
            operations.skip(keys ? "no instance id" : "no key pair");
        } else {
            operations.examine();
        }
    }

    private void examineNotices(Report report, Settings settings, boolean keys) throws InterruptedException {
        ChannelConfig channel;
        try {
            channel = settings.channel();
        } catch (CliException e) {
            report.add(Finding.fail("notices host", e.exitCode(), String.valueOf(e.getMessage()), "set it"));
            return;
        }
        boolean tls = channel.isTls();
        Server server = new Server(
                "notices", String.valueOf(channel.getDomain()), tls ? channel.getTlsPort() : channel.getPort(), tls);
        if (!new Reaching(report, limit).examine(server)
                || !new TlsExamination(report, limit).examine(server)
                || !new ProtocolExamination(report, limit).examine(server)) {
            NoticesExamination.skip(report, "the server is not reached");
        } else if (!keys) {
            NoticesExamination.skip(report, "no key pair");
        } else {
            new NoticesExamination(report, channel, group, noticeWithin, limit).examine();
        }
    }
}
