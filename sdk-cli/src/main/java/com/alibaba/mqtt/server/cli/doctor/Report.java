package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.OutputFormat;
import com.alibaba.mqtt.server.cli.output.OutputOptions;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints each finding as soon as it is there, and remembers the first failure. */
final class Report implements AutoCloseable {
    private static final int STEP = 18;
    private static final int RESULT = 4;
    private static final List<Column<Finding>> COLUMNS = List.of(
            Column.of("step", STEP, Finding::step),
            Column.of("result", RESULT, Finding::result),
            Column.of("detail", STEP, Finding::detail),
            Column.of("remedy", STEP, Finding::remedy));

    private final Surroundings around;
    private final boolean colors;
    private final @Nullable Rows<Finding> rows;
    private @Nullable Finding firstFailure;

    Report(Surroundings around, OutputOptions output) {
        this.around = around;
        this.colors = output.colors(around);
        this.rows = output.format() == OutputFormat.table ? null : output.stream(around, COLUMNS);
    }

    /** Takes a finding down; returns whether to go on with what needs it. */
    boolean add(Finding finding) {
        if (firstFailure == null && finding.failed()) {
            firstFailure = finding;
        }
        if (rows != null) {
            rows.add(finding);
        } else {
            print(finding);
        }
        return !finding.failed();
    }

    private void print(Finding finding) {
        String word = finding.result().name();
        String shown = switch (finding.result()) {
            case ok -> Style.GREEN.of(word, colors);
            case warn -> Style.YELLOW.of(word, colors);
            case fail -> Style.RED.of(word, colors);
            case skip -> Style.DIM.of(word, colors);
        };
        around.out()
                .println(shown + " ".repeat(RESULT + 1 - word.length()) + " " + finding.step()
                        + " ".repeat(Math.max(1, STEP - finding.step().length())) + finding.detail());
        if (finding.remedy() != null) {
            around.out()
                    .println("      -> " + finding.remedy() + "  [docs/cli.md#doctor-"
                            + finding.step().replace(' ', '-') + "]");
        }
        around.flush();
    }

    /** Returns the exit code of the first failure; 0 without one. */
    int exitCode() {
        return firstFailure == null ? 0 : firstFailure.exitCode();
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
