package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final int ROOM = 1000;

    private final Surroundings around;
    private final BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>(ROOM);

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
        long printed = 0;
        // the rows outlive the subscription: what is printed is settled
        try (Rows<StatusNotice> rows = output.stream(around, NoticeRows.COLUMNS);
                Receiving receiving = Receiving.begin(around, channel, group, this::keep)) {
            around.say("watching " + group + "; the group's other consumers get what is not printed here");
            long end = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
            while (count == null || printed < count) {
                StatusNotice notice = timeout == null
                        ? notices.take()
                        : notices.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (notice == null) {
                    return count == null ? ExitCode.OK : ExitCode.TIMED_OUT;
                }
                rows.add(notice);
                printed++;
            }
            return ExitCode.OK;
        } catch (InterruptedException e) {
            around.say("interrupted after " + printed + (printed == 1 ? " notice" : " notices"));
            return ExitCode.INTERRUPTED;
        }
    }

    /** By threads of the consumer. A full room delays them, and so the server. */
    private void keep(StatusNotice notice) {
        try {
            notices.put(notice);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the command ends; the notice goes back", e);
        }
    }
}
