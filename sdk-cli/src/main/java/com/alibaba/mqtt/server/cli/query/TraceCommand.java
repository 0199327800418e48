package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.model.TraceEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints what happened to a client. */
public final class TraceCommand implements Callable<Integer> {
    private static final int WORD = 12;
    private static final List<Column<TraceEntry>> COLUMNS = List.of(
            Column.of("time", WORD, TraceEntry::time),
            Column.of("action", WORD, TraceEntry::action),
            Column.of("actionCode", WORD, TraceEntry::actionCode),
            Column.of("channelId", WORD, TraceEntry::channelId),
            Column.of("info", WORD, TraceEntry::info));

    private final Surroundings around;

    private final CommandSpec spec;
    private final OutputOptions output;
    private final ConnectionOptions connection;

    private final PositionalParamSpec client = Flags.parameter(0, "ID", "The full client id, GROUP@@@DEVICE.");
    private final OptionSpec since = Flags.time("1h", "How long ago it begins.", "--since");
    private final OptionSpec until = Flags.time("0s", "How long ago it ends.", "--until");

    /** Creates it. */
    public TraceCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                "trace",
                "Prints when a client connected, and when and why it left, as the service's trace has it.",
                List.of("", "Example:", "  mqtt-status trace GID_demo@@@lock --since 1h"),
                client,
                since,
                until);
        this.output = new OutputOptions(spec);
        this.connection = new ConnectionOptions(spec);
    }

    /** Returns it as a part of the command line. */
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws ServerException {
        String clientId = Flags.value(client);
        Duration begin = Flags.value(since);
        Duration end = Flags.value(until);
        if (begin.compareTo(end) <= 0 || clientId.isBlank()) {
            throw CliException.usage(
                    clientId.isBlank() ? "the client id is blank" : "--since must be longer ago than --until");
        }
        Instant now = Instant.now();
        List<TraceEntry> entries;
        try (StatusService service = StatusService.open(connection.resolve(around), null)) {
            entries = service.trace(clientId, now.minus(begin), now.minus(end));
        }
        try (Rows<TraceEntry> rows = output.rows(around, COLUMNS)) {
            entries.forEach(rows::add);
        }
        return ExitCode.OK;
    }
}
