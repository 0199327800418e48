package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.ProgressLine;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.cli.service.Depth;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Waits until clients are online, or offline. */
public final class WaitCommand implements Callable<Integer> {
    /** One round is tried in any case. */
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** What is waited for. */
    enum Wanted {
        /** All have a connection. */
        online,
        /** None has. */
        offline
    }

    private final Surroundings around;

    private final CommandSpec spec;
    private final ClientIds ids;
    private final AskOptions ask;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final OptionSpec goal = Flags.preset(Wanted.class, "online", "STATE", "${COMPLETION-CANDIDATES}.", "--for");

    private final OptionSpec timeout = Flags.time("5m", "How long at most.", "--timeout");

    private final OptionSpec interval = Flags.time(
            "1s", "The first pause between two rounds; each is half as long again, up to 15s.", "--interval");

    private final OptionSpec dryRun =
            Flags.flag("Ask nothing; print how many billed calls the first round would be.", "--dry-run");

    private Wanted wanted = Wanted.online;
    /** The last answer of each client, in the order of the ids. */
    private final Map<String, Answer> last = new LinkedHashMap<>();

    /** Creates it. */
    public WaitCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "wait",
                "Waits until all clients are online, or offline, and prints them then.",
                List.of(
                        "",
                        "Asks again and again, each time only about those that are not there yet; each call is billed.",
                        "Exit codes: 0 all are, 124 not in time, 4 or 5 a call failed that it is no use to repeat.",
                        "Example:",
                        "  mqtt-status wait GID_demo@@@lock --for=online --timeout 5m --live"),
                goal,
                timeout,
                interval,
                dryRun);
        this.ids = new ClientIds(spec);
        this.ask = new AskOptions(spec);
        this.output = new OutputOptions(spec);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        Set<String> clients = ids.read(around);
        Integer rate = ask.rate();
        Depth depth = ask.depth();
        wanted = Flags.value(goal);
        if (Flags.<Duration>value(interval).isZero()) {
            throw CliException.usage("--interval is 0; at least 1ms is needed");
        }
        if (Flags.is(dryRun)) {
            DryRun.print(around, clients.size(), depth);
            return ExitCode.OK;
        }
        Settings settings = connection.resolve(around);
        clients.forEach(id -> last.put(id, new Answer(id, null, null)));
        int code;
        try (StatusService service = StatusService.open(settings, rate);
                ProgressLine progress = ProgressLine.begin(around, "wait", clients.size())) {
            code = await(service, depth, progress);
        } catch (InterruptedException e) {
            around.say("interrupted; " + missing().size() + " of " + clients.size() + " clients are not " + wanted);
            code = ExitCode.INTERRUPTED;
        }
        try (Rows<Answer> rows = output.rows(around, AnswerRows.COLUMNS)) {
            last.values().forEach(rows::add);
        }
        return code;
    }

    private int await(StatusService service, Depth depth, ProgressLine progress) throws InterruptedException {
        Duration limit = Flags.value(timeout);
        long end = System.nanoTime() + limit.toNanos();
        Duration pause = Flags.value(interval);
        while (true) {
            Duration rest = Duration.ofNanos(Math.max(AT_LEAST.toNanos(), end - System.nanoTime()));
            service.ask(missing(), depth, rest, answer -> last.put(answer.clientId(), answer));
            Set<String> missing = missing();
            progress.done(last.size() - missing.size());
            if (missing.isEmpty()) {
                return ExitCode.OK;
            }
            for (String id : missing) {
                ServerException error = answer(id).error();
                if (error != null && !error.isRetryable()) {
                    around.say(String.valueOf(error.getMessage()));
                    return ExitCode.of(error);
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                around.say("after " + TimeSpan.text(limit) + " " + missing.size() + " of " + last.size()
                        + " clients are not " + wanted);
                return ExitCode.TIMED_OUT;
            }
            progress.note("not " + wanted + " yet: " + missing.size());
            TimeUnit.NANOSECONDS.sleep(Math.min(left, pause.toNanos()));
            pause = longer(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.plus(pause.dividedBy(2));
        return next.compareTo(LONGEST_PAUSE) < 0 || pause.compareTo(LONGEST_PAUSE) > 0 ? next : LONGEST_PAUSE;
    }

    private Answer answer(String id) {
        return last.getOrDefault(id, new Answer(id, null, null));
    }

    private Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>();
        last.forEach((id, answer) -> {
            if (!answer.state().name().equals(wanted.name())) {
                missing.add(id);
            }
        });
        return missing;
    }
}
