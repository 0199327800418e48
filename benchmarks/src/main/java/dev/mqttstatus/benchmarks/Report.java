package dev.mqttstatus.benchmarks;

import java.util.Locale;
import java.util.StringJoiner;

/** Markdown: a table, and what it says of the targets. */
final class Report {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder targets = new StringBuilder();

    Report(String title) {
        text.append("### ").append(title).append("\n\n");
    }

    Report header(String... cells) {
        row((Object[]) cells);
        text.append("|").append("---|".repeat(cells.length)).append('\n');
        return this;
    }

    Report row(Object... cells) {
        StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        text.append(row);
        return this;
    }

    Report atMost(String what, double measured, double target) {
        return target(what, measured, "at most", target, measured <= target);
    }

    Report atLeast(String what, double measured, double target) {
        return target(what, measured, "at least", target, measured >= target);
    }

    private Report target(String what, double measured, String word, double target, boolean met) {
        if (!Double.isNaN(measured)) {
            targets.append(String.format(
                    Locale.ROOT,
                    "\n- %s: %s (%s %s): %s",
                    what,
                    number(measured),
                    word,
                    number(target),
                    met ? "met" : "**missed**"));
        }
        return this;
    }

    /** Two figures behind the point for small numbers, none for large and for whole ones. */
    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 && value != Math.rint(value) ? "%.2f" : "%,.0f", value);
    }

    @Override
    public String toString() {
        return text + targets.toString() + "\n";
    }
}
