package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the notices of a group as they come. */
public final class WatchCommand implements Callable<Integer> {
    private final Surroundings around;

    private final CommandSpec spec;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final PositionalParamSpec group = Flags.parameter(0, "GROUP", "The group id, for example GID_demo.");
    private final OptionSpec wanted = Flags.option(Long.class, "N", "End after so many notices.", "-n", "--count");

    private final OptionSpec limit =
            Flags.time(null, "End after this time: with 124 if --count was not reached, else with 0.", "--timeout");

    /** Creates it. */
    public WatchCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "watch",
                "Prints the status notices of a group as they come, until it is interrupted.",
                List.of(
                        "",
                        "Consumers of a group share its notices: what is printed here the group's other consumers do not get.",
                        "Watch a group that no backend depends on, or know what you take away.",
                        "Example:",
                        "  mqtt-status watch GID_demo -o jsonl"),
                group,
                wanted,
                limit);
        this.output = new OutputOptions(spec);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    @SuppressWarnings("try") // it receives while it is open
    public Integer call() throws IOException {
        @Nullable Long count = wanted.getValue();
        @Nullable Duration timeout = limit.getValue();
        String id = Flags.value(group);
        ChannelConfig channel = connection.resolve(around).channel();
        try (Rows<StatusNotice> rows = output.stream(around, NoticeRows.COLUMNS)) {
            Printing printing = new Printing(rows, count == null ? Long.MAX_VALUE : count);
            boolean interrupted = false;
            boolean enough = false;
            try (Receiving receiving = Receiving.begin(around, channel, id, printing)) {
                around.say("watching " + ForeignText.visible(id)
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
