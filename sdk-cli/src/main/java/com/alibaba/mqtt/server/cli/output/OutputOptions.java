package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of all commands that print rows. */
public final class OutputOptions {
    /** Of a result that is complete: widths fit the first so many rows. */
    private static final int ROWS_TO_MEASURE = 1000;

    /** When to use colours. */
    enum When {
        /** On a terminal, unless {@code NO_COLOR} is set. */
        auto,
        /** In any case. */
        always,
        /** In no case. */
        never
    }

    private final OptionSpec format =
            Flags.preset(OutputFormat.class, "table", "FORMAT", "${COMPLETION-CANDIDATES}.", "-o", "--output");

    private final OptionSpec color = Flags.preset(
            When.class,
            "auto",
            "WHEN",
            "${COMPLETION-CANDIDATES}. auto: on a terminal, unless NO_COLOR is set.",
            "--color");

    private final OptionSpec noHeaders = Flags.flag("No line of headings in tables and CSV.", "--no-headers");

    /** Creates them for one command. */
    public OutputOptions(CommandSpec spec) {
        spec.addOption(format).addOption(color).addOption(noHeaders);
    }

    /** Returns the chosen format. */
    public OutputFormat format() {
        return Flags.value(format);
    }

    /** Returns whether the standard output has colours. */
    public boolean colors(Surroundings around) {
        Terminal terminal = around.terminal();
        return switch (Flags.<When>value(color)) {
            case always -> true;
            case never -> false;
            case auto -> terminal.out() && !terminal.dumb() && !terminal.noColor();
        };
    }

    /** Begins rows that come to an end soon. */
    public <T> Rows<T> rows(Surroundings around, List<Column<T>> columns) {
        return rows(around, columns, ROWS_TO_MEASURE);
    }

    /** Begins rows each of which is written as soon as it is there. */
    public <T> Rows<T> stream(Surroundings around, List<Column<T>> columns) {
        return rows(around, columns, 0);
    }

    private <T> Rows<T> rows(Surroundings around, List<Column<T>> columns, int measured) {
        boolean headers = !Flags.is(noHeaders);
        return switch (format()) {
            case table -> new TableRows<>(around, columns, colors(around), headers, measured);
            case json -> new JsonRows<>(around, columns, true, measured == 0);
            case jsonl -> new JsonRows<>(around, columns, false, measured == 0);
            case csv -> new CsvRows<>(around, columns, headers, measured == 0);
            case name -> new NameRows<>(around, columns, measured == 0);
        };
    }
}
