package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CSV after RFC 4180. To a file texts go as they are; on a terminal what cannot be seen is made visible. */
final class CsvRows<T> implements Rows<T> {
    private static final String END = "\r\n";

    private final Surroundings around;
    private final Flushing flushing;

    private final List<Column<T>> columns;

    CsvRows(Surroundings around, List<Column<T>> columns, boolean headers, boolean live) {
        this.around = around;
        this.flushing = new Flushing(around, live);
        this.columns = columns;
        if (headers) {
            around.out().print(columns.stream().map(Column::name).collect(Collectors.joining(",")) + END);
        }
    }

    @Override
    public void add(T row) {
        around.out()
                .print(columns.stream()
                                .map(column -> field(column.value().apply(row)))
                                .collect(Collectors.joining(","))
                        + END);
        flushing.row();
    }

    private String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = around.terminal().out() ? ForeignText.visible(value.toString()) : value.toString();
        boolean quoted = text.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0)
                || !text.strip().equals(text);
        return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    @Override
    public void close() {
        around.flush();
    }
}
