package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects, in one array or one a line. What is null is left out. */
final class JsonRows<T> implements Rows<T> {
    private final Surroundings around;
    private final Flushing flushing;

    private final List<Column<T>> columns;
    private final boolean array;
    private boolean first = true;

    JsonRows(Surroundings around, List<Column<T>> columns, boolean array, boolean live) {
        this.around = around;
        this.flushing = new Flushing(around, live);
        this.columns = columns;
        this.array = array;
    }

    @Override
    public void add(T row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Column<T> column : columns) {
            @Nullable Object value = column.value().apply(row);
            if (value != null) {
                object.put(
                        column.name(), value instanceof Number || value instanceof Boolean ? value : value.toString());
            }
        }
        String text = JsonText.of(object);
        if (!array) {
            around.out().println(text);
        } else {
            around.out().print((first ? "[\n  " : ",\n  ") + text);
        }
        first = false;
        flushing.row();
    }

    @Override
    public void close() {
        if (array) {
            around.out().println(first ? "[]" : "\n]");
        }
        around.flush();
    }
}
