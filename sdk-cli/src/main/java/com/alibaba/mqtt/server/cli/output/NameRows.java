package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;

/** The first column, one a line. A client id with a line break in it is made visible, so that it cannot be two. */
final class NameRows<T> implements Rows<T> {
    private final Surroundings around;
    private final Flushing flushing;

    private final Column<T> first;

    NameRows(Surroundings around, List<Column<T>> columns, boolean live) {
        this.around = around;
        this.flushing = new Flushing(around, live);
        this.first = columns.get(0);
    }

    @Override
    public void add(T row) {
        around.out().println(ForeignText.visible(String.valueOf(first.value().apply(row))));
        flushing.row();
    }

    @Override
    public void close() {
        around.flush();
    }
}
