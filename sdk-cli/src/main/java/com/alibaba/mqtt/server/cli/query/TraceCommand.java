package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.cli.service.StatusService;
import com.alibaba.mqtt.server.cli.settings.ConnectionOptions;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.model.TraceEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what happened to a client. */
@Command(
        name = "trace",
        description = "Prints when a client connected, and when and why it left, as the service's trace has it.",
        footer = {"", "Example:", "  mqtt-status trace GID_demo@@@lock --since 1h"})
public final class TraceCommand implements Callable<Integer> {
    private static final int WORD = 12;
    private static final List<Column<TraceEntry>> COLUMNS = List.of(
            Column.of("time", WORD, TraceEntry::time),
            Column.of("action", WORD, TraceEntry::action),
            Column.of("actionCode", WORD, TraceEntry::actionCode),
            Column.of("channelId", WORD, TraceEntry::channelId),
            Column.of("info", WORD, TraceEntry::info));

    private final Surroundings around;

    @Parameters(paramLabel = "ID", description = "The full client id, GROUP@@@DEVICE.")
    private String clientId = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = TimeSpan.class,
            description = "How long ago it begins. Default: ${DEFAULT-VALUE}")
    private Duration since = Duration.ZERO;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = TimeSpan.class,
            description = "How long ago it ends. Default: now")
    private Duration until = Duration.ZERO;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** Creates it. */
    public TraceCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws ServerException {
        if (since.compareTo(until) <= 0 || clientId.isBlank()) {
            throw CliException.usage(
                    clientId.isBlank() ? "the client id is blank" : "--since must be longer ago than --until");
        }
        Instant now = Instant.now();
        List<TraceEntry> entries;
        try (StatusService service = StatusService.open(connection.resolve(around), null)) {
            entries = service.trace(clientId, now.minus(since), now.minus(until));
        }
        try (Rows<TraceEntry> rows = output.rows(around, COLUMNS)) {
            entries.forEach(rows::add);
        }
        return ExitCode.OK;
    }
}
