package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table whose columns are as wide as the first rows need; later ones that are wider stand out. */
final class TableRows<T> implements Rows<T> {
    private static final String GAP = "  ";
    private static final String NOTHING = "-";

    private final Surroundings around;
    private final List<Column<T>> columns;
    private final boolean colors;
    private final boolean headers;
    private final int measured;
    private final int[] widths;
    private final List<T> waiting = new ArrayList<>();
    private boolean begun;

    TableRows(Surroundings around, List<Column<T>> columns, boolean colors, boolean headers, int measured) {
        this.around = around;
        this.columns = columns;
        this.colors = colors;
        this.headers = headers;
        this.measured = measured;
        this.widths = columns.stream()
                .mapToInt(
                        column -> Math.max(headers ? column.heading().length() : 0, measured == 0 ? column.width() : 0))
                .toArray();
        if (measured == 0) {
            begin();
        }
    }

    @Override
    public void add(T row) {
        if (begun) {
            print(row);
        } else {
            waiting.add(row);
            if (waiting.size() >= measured) {
                begin();
            }
        }
    }

    private void begin() {
        begun = true;
        for (T row : waiting) {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], cell(row, columns.get(at)).length());
            }
        }
        if (headers) {
            StringBuilder line = new StringBuilder();
            for (int at = 0; at < widths.length; at++) {
                append(line, at, columns.get(at).heading(), Style.BOLD);
            }
            around.out().println(line);
        }
        waiting.forEach(this::print);
        waiting.clear();
        around.flush();
    }

    private void print(T row) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            Column<T> column = columns.get(at);
            append(line, at, cell(row, column), column.style().apply(row));
        }
        around.out().println(line);
        if (measured == 0) {
            around.flush();
        }
    }

    private void append(StringBuilder line, int at, String text, Style style) {
        line.append(style.of(text, colors));
        if (at < widths.length - 1) {
            line.append(" ".repeat(Math.max(0, widths[at] - text.length()))).append(GAP);
        }
    }

    private static <T> String cell(T row, Column<T> column) {
        @Nullable Object value = column.value().apply(row);
        return value == null ? NOTHING : ForeignText.visible(value.toString());
    }

    @Override
    public void close() {
        if (!begun) {
            begin();
        }
        around.flush();
    }
}
