package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.OutputFormat;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows the presence of a group, again and again. */
public final class TopCommand implements Callable<Integer> {
    private static final int LATEST = 100;
    /** In a second; each is billed. */
    private static final int QUERIES = 10;

    private final Surroundings around;

    private final CommandSpec spec;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final PositionalParamSpec group = Flags.parameter(0, "GROUP", "The group id, for example GID_demo.");
    private final OptionSpec interval = Flags.time("1s", "How often.", "--interval");
    private final OptionSpec wanted = Flags.option(Long.class, "N", "End after so many tables.", "-n", "--count");

    private final OptionSpec noQuery = Flags.flag("Never ask the service: go by the notices alone.", "--no-query");

    private final OptionSpec rows =
            Flags.preset(Integer.class, "15", "N", "The latest changes to show, 0 to 100.", "--rows");

    /** Creates it. */
    public TopCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "top",
                "Shows how many clients of a group are online, which of them flap, and what changed last.",
                List.of(
                        "",
                        "It knows what the notices say since it runs. If it is set up for queries, it asks the service about clients",
                        "that the notices leave uncertain, as after a lost connection: 10 billed calls a second at most. On a",
                        "terminal the table is drawn anew; otherwise it prints a line of counts each time. Consumers of a group",
                        "share its notices: the others get less meanwhile."),
                group,
                interval,
                wanted,
                noQuery,
                rows);
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
        Duration pause = Flags.value(interval);
        int shown = Flags.<Integer>value(rows);
        String id = Flags.value(group);
        @Nullable Long count = wanted.getValue();
        if (pause.isZero() || shown < 0 || shown > LATEST) {
            throw CliException.usage(
                    pause.isZero()
                            ? "--interval is 0; at least 1ms is needed"
                            : "--rows is " + shown + "; allowed are 0 to " + LATEST);
        }
        Settings settings = connection.resolve(around);
        ChannelConfig channel = settings.channel();
        LatestChanges latest = new LatestChanges(LATEST);
        boolean drawn = around.terminal().out() && !around.terminal().dumb() && output.format() == OutputFormat.table;
        try (StatusService service =
                        Flags.is(noQuery) || !settings.hasApi() ? null : StatusService.open(settings, null);
                PresenceTracker tracker = tracker(service, latest);
                Receiving receiving = Receiving.begin(around, channel, id, tracker);
                Rows<GroupCounts> lines = output.stream(around, drawn ? List.of() : GroupCounts.COLUMNS)) {
            for (long at = 0; count == null || at < count; at++) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                GroupCounts counts = GroupCounts.of(tracker.snapshot(), id);
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

    private PresenceTracker tracker(@Nullable StatusService service, LatestChanges latest) {
        PresenceTrackerBuilder builder = PresenceTracker.builder()
                .onFirstSeen(latest::add)
                .onOnline(latest::add)
                .onOffline(latest::add);
        if (service != null) {
            AtomicBoolean said = new AtomicBoolean();
            builder.liveQuery(service::isOnline, Boolean::booleanValue)
                    .cachedQuery(service::areOnline, Boolean::booleanValue)
                    .queriesPerSecond(QUERIES)
                    .onError((client, failure) -> {
                        // the table counts the others
                        if (!said.getAndSet(true)) {
                            around.say("a query failed: " + ForeignText.visible(String.valueOf(failure.getMessage())));
                        }
                    });
        }
        return builder.build();
    }
}
