package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.OutputFormat;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.ProgressLine;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.Answer;
import com.alibaba.mqtt.server.cli.service.Depth;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Prints whether clients are online. */
public final class GetCommand implements Callable<Integer> {
    /** Answers for so many are printed in the order of their ids; for more, and JSON lines, as they come. */
    private static final int FEW = 1000;

    private final Surroundings around;

    private final CommandSpec spec;
    private final ClientIds ids;
    private final AskOptions ask;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final OptionSpec only = OptionSpec.builder("--only")
            .type(List.class)
            .auxiliaryTypes(Answer.State.class)
            .splitRegex(",")
            .paramLabel("STATE")
            .description("Print only clients in these states: ${COMPLETION-CANDIDATES}. The exit code counts all.")
            .build();

    private final OptionSpec dryRun = Flags.flag("Ask nothing; print how many billed calls it would be.", "--dry-run");

    /** Creates it. */
    public GetCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "get",
                "Prints whether clients are online, as the service answers.",
                List.of(
                        "",
                        "Exit codes: 0 all online, 1 some offline, 3 some without an answer, 4 or 5 a call failed.",
                        "Examples:",
                        "  mqtt-status get GID_demo@@@lock",
                        "  mqtt-status get -f fleet.txt --only offline -o name"),
                only,
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
        Integer rate = ask.rate();
        Depth depth = ask.depth();
        try (GivenIds given = ids.open(around)) {
            // those that are few are kept: to be asked about once, and printed in order
            Set<String> first = new LinkedHashSet<>();
            while (first.size() < FEW && given.hasNext()) {
                first.add(given.next());
            }
            ClientIds.requireSome(!first.isEmpty());
            boolean few = !given.hasNext();
            if (Flags.is(dryRun)) {
                long clients = first.size();
                for (; given.hasNext(); given.next()) {
                    clients++;
                }
                DryRun.print(around, clients, depth);
                return ExitCode.OK;
            }
            Settings settings = connection.resolve(around);
            try (StatusService service = StatusService.open(settings, rate)) {
                return few ? askFew(service, depth, first) : askMany(service, depth, first, given);
            }
        }
    }

    private int askFew(StatusService service, Depth depth, Set<String> clients) {
        Tally tally = new Tally();
        boolean interrupted = false;
        try (Rows<Answer> rows = output.rows(around, AnswerRows.COLUMNS)) {
            boolean ordered = output.format() != OutputFormat.jsonl;
            Map<String, Answer> kept = new HashMap<>();
            try (ProgressLine progress = ProgressLine.begin(around, "get", clients.size())) {
                service.ask(clients, depth, null, answer -> {
                    tally.add(answer);
                    progress.done(tally.total());
                    if (ordered) {
                        kept.put(answer.clientId(), answer);
                    } else {
                        print(rows, answer);
                    }
                });
            } catch (InterruptedException e) {
                interrupted = true;
            }
            clients.stream().map(kept::get).filter(Objects::nonNull).forEach(answer -> print(rows, answer));
        }
        return end(tally, " of " + clients.size() + " clients", interrupted, service.billedCalls());
    }

    /** In memory are those only that are being asked about. */
    private int askMany(StatusService service, Depth depth, Set<String> first, GivenIds rest) {
        Tally tally = new Tally();
        boolean interrupted = false;
        GivenIds all = new GivenIds();
        all.add(first.iterator());
        all.add(rest);
        try (Rows<Answer> rows = output.rows(around, AnswerRows.COLUMNS);
                ProgressLine progress = ProgressLine.begin(around, "get", -1)) {
            service.ask(all, depth, answer -> {
                tally.add(answer);
                progress.done(tally.total());
                print(rows, answer);
            });
        } catch (InterruptedException e) {
            interrupted = true;
        }
        int code = end(tally, " clients", interrupted, service.billedCalls());
        if (!interrupted) {
            all.check();
        }
        return code;
    }

    private int end(Tally tally, String ofAll, boolean interrupted, long billed) {
        if (interrupted) {
            around.say("interrupted; " + tally.total() + ofAll + " were answered");
            return ExitCode.INTERRUPTED;
        }
        if (around.terminal().err()) {
            around.say(billed + (billed == 1 ? " billed call" : " billed calls"));
        }
        ServerException error = tally.firstError();
        if (error != null) {
            around.say(tally.of(Answer.State.failed) + ofAll + " failed; the first: " + error.getMessage());
        }
        return tally.exitCode();
    }

    private void print(Rows<Answer> rows, Answer answer) {
        @Nullable List<Answer.State> wanted = only.getValue();
        if (wanted == null || wanted.contains(answer.state())) {
            rows.add(answer);
        }
    }
}
