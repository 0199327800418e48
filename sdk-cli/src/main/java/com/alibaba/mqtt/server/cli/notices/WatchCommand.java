package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the notices of a group as they come. */
@Command(
        name = "watch",
        description = "Prints the status notices of a group as they come, until it is interrupted.",
        footer = {
            "",
            "Consumers of a group share its notices: what is printed here the group's other consumers do not get.",
            "Watch a group that no backend depends on, or know what you take away.",
            "Example:",
            "  mqtt-status watch GID_demo -o jsonl",
        })
public final class WatchCommand implements Callable<Integer> {
    private final Surroundings around;

    @Parameters(paramLabel = "GROUP", description = "The group id, for example GID_demo.")
    private String group = "";

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many notices.")
    private @Nullable Long count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "End after this time: with 124 if --count was not reached, else with 0.")
    private @Nullable Duration timeout;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Creates it. */
    public WatchCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    @SuppressWarnings("try") // it receives while it is open
    public Integer call() throws IOException {
        ChannelConfig channel = connection.resolve(around).channel();
        try (Rows<StatusNotice> rows = output.stream(around, NoticeRows.COLUMNS)) {
            Printing printing = new Printing(rows, count == null ? Long.MAX_VALUE : count);
            boolean interrupted = false;
            boolean enough = false;
            try (Receiving receiving = Receiving.begin(around, channel, group, printing)) {
                around.say("watching " + ForeignText.visible(group)
                        + "; the group's other consumers do not get what is printed here");
                enough = printing.await(timeout);
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                printing.end();
            }
            if (interrupted) {
                around.say("interrupted after " + printing.count() + (printing.count() == 1 ? " notice" : " notices"));
                return ExitCode.INTERRUPTED;
            }
            return enough || count == null ? ExitCode.OK : ExitCode.TIMED_OUT;
        }
    }
}
