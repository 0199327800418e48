package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.ProgressLine;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Ends the connections of clients. */
public final class KickCommand implements Callable<Integer> {
    private static final int WORD = 10;

    /** What became of one client. */
    private record Kicked(String clientId, @Nullable ServerException error) {}

    private static final List<Column<Kicked>> COLUMNS = List.of(
            Column.of("clientId", WORD, Kicked::clientId),
            new Column<>(
                    "result",
                    WORD,
                    kicked -> kicked.error() == null ? "kicked" : "failed",
                    kicked -> kicked.error() == null ? Style.GREEN : Style.RED),
            Column.of(
                    "error",
                    WORD,
                    kicked -> kicked.error() == null ? null : kicked.error().getCode()));

    private final Surroundings around;

    private final CommandSpec spec;
    private final ClientIds ids;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final OptionSpec yes = Flags.flag("Do not ask.", "-y", "--yes");
    private final OptionSpec dryRun = Flags.flag("Print how many clients it would be, and do nothing.", "--dry-run");

    /** Creates it. */
    public KickCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "kick",
                "Ends the connections of clients, which may connect again right away.",
                List.of(
                        "",
                        "Asks before it does so; without a terminal it needs --yes. Most regions and editions of the service do not",
                        "offer it (ApiNotSupport). Exit codes: 0 done, 4 or 5 a call failed."),
                yes,
                dryRun);
        this.ids = new ClientIds(spec);
        this.output = new OutputOptions(spec);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        Set<String> clients = ids.read(around);
        String many = clients.size() + (clients.size() == 1 ? " client" : " clients");
        if (Flags.is(dryRun)) {
            around.out().println(many);
            around.flush();
            return ExitCode.OK;
        }
        if (!Flags.is(yes) && !isAgreed(many)) {
            around.say("nothing was done");
            return ExitCode.USAGE;
        }
        ServerException first = null;
        try (StatusService service = StatusService.open(connection.resolve(around), null);
                Rows<Kicked> rows = output.rows(around, COLUMNS);
                ProgressLine progress = ProgressLine.begin(around, "kick", clients.size())) {
            long done = 0;
            for (String client : clients) {
                ServerException error = kick(service, client);
                rows.add(new Kicked(client, error));
                first = first == null ? error : first;
                progress.done(++done);
                if (error != null && error.getCode().equals(ErrorCode.INTERRUPTED)) {
                    boolean unused = Thread.interrupted();
                    break;
                }
            }
        }
        if (first != null) {
            around.say(String.valueOf(first.getMessage()));
            return ExitCode.of(first);
        }
        return ExitCode.OK;
    }

    private static @Nullable ServerException kick(StatusService service, String client) {
        try {
            service.disconnect(client);
            return null;
        } catch (ServerException e) {
            return e;
        }
    }

    private boolean isAgreed(String many) throws IOException {
        if (!around.terminal().in() || !around.terminal().err()) {
            throw CliException.usage("without a terminal --yes is needed to end the connections of " + many);
        }
        around.err().print("End the connections of " + many + "? [y/N] ");
        around.err().flush();
        int answer = around.in().read();
        return answer == 'y' || answer == 'Y';
    }
}
