package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.OutputFormat;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the presence of a group, again and again. */
@Command(
        name = "top",
        description = "Shows how many clients of a group are online, which of them flap, and what changed last.",
        footer = {
            "",
            "It knows what the notices say since it runs. On a terminal the table is drawn anew; otherwise it prints",
            "a line of counts each time. Consumers of a group share its notices: the others get less meanwhile.",
        })
public final class TopCommand implements Callable<Integer> {
    private static final int LATEST = 100;

    private final Surroundings around;

    @Parameters(paramLabel = "GROUP", description = "The group id, for example GID_demo.")
    private String group = "";

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = TimeSpan.class,
            description = "How often. Default: ${DEFAULT-VALUE}")
    private Duration interval = Duration.ZERO;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many tables.")
    private @Nullable Long count;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "15",
            description = "The latest changes to show, 0 to 100. Default: ${DEFAULT-VALUE}")
    private int shown;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Creates it. */
    public TopCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    @SuppressWarnings("try") // it receives while it is open
    public Integer call() throws IOException {
        if (interval.isZero() || shown < 0 || shown > LATEST) {
            throw CliException.usage(
                    interval.isZero()
                            ? "--interval is 0; at least 1ms is needed"
                            : "--rows is " + shown + "; allowed are 0 to " + LATEST);
        }
        ChannelConfig channel = connection.resolve(around).channel();
        LatestChanges latest = new LatestChanges(LATEST);
        boolean drawn = around.terminal().out() && !around.terminal().dumb() && output.format() == OutputFormat.table;
        try (PresenceTracker tracker = PresenceTracker.builder()
                        .onFirstSeen(latest::add)
                        .onOnline(latest::add)
                        .onOffline(latest::add)
                        .build();
                Receiving receiving = Receiving.begin(around, channel, group, tracker);
                Rows<GroupCounts> lines = output.stream(around, drawn ? List.of() : GroupCounts.COLUMNS)) {
            for (long at = 0; count == null || at < count; at++) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                GroupCounts counts = GroupCounts.of(tracker.snapshot(), group);
                if (drawn) {
                    Screen.draw(around, output.colors(around), counts, latest.newest(shown));
                } else {
                    lines.add(counts);
                }
            }
            return ExitCode.OK;
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        }
    }
}
