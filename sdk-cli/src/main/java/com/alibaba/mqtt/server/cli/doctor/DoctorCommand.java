package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.cli.settings.Setting;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.config.ChannelConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Goes from the settings to a notice, step by step. */
public final class DoctorCommand implements Callable<Integer> {
    private final Surroundings around;

    private final CommandSpec spec;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final OptionSpec groupId =
            Flags.option(String.class, "ID", "Subscribe the notices of this group.", "--group");
    private final OptionSpec clientId =
            Flags.option(String.class, "ID", "Ask about this client. Default: one that is not there", "--client");
    private final OptionSpec within = Flags.time(null, "Wait so long for a notice of --group.", "--notice-within");
    private final OptionSpec timeout = Flags.time("5s", "For each step.", "--timeout");

    private @Nullable String group;
    private @Nullable String client;
    private @Nullable Duration noticeWithin;
    private Duration limit = Duration.ZERO;

    /** Creates it. */
    public DoctorCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "doctor",
                "Finds out step by step what works and what does not: settings, names, TCP, TLS, clock, login, group,"
                        + " permissions.",
                List.of(
                        "",
                        "Shows no secret: its output can be pasted into a ticket. It makes two billed calls. What comes while it",
                        "subscribes goes back; but --notice-within takes notices away from the group's other consumers.",
                        "Exit codes: 0 all works, else that of the first failure: 4, 5 or 124 (no notice in time)."),
                groupId,
                clientId,
                within,
                timeout);
        this.output = new OutputOptions(spec);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        group = groupId.getValue();
        client = clientId.getValue();
        noticeWithin = within.getValue();
        limit = Flags.value(timeout);
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
        ApiExamination operations = new ApiExamination(report, settings, client, group, limit);
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
                "notices",
                String.valueOf(channel.getDomain()),
                tls ? channel.getTlsPort() : channel.getPort(),
                tls,
                settings.ca());
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
