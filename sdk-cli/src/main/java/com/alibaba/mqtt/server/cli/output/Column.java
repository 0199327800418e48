package com.alibaba.mqtt.server.cli.output;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of rows.
 *
 * @param name its key in JSON and its name in CSV, in camel case
 * @param width how wide it is at least in a table whose rows are not known yet
 * @param value what stands in it: text, a number, a boolean, an instant, or null
 * @param style how it looks on a terminal
 */
public record Column<T>(String name, int width, Function<T, @Nullable Object> value, Function<T, Style> style) {
    /** Returns one that looks plain. */
    public static <T> Column<T> of(String name, int width, Function<T, @Nullable Object> value) {
        return new Column<>(name, width, value, row -> Style.PLAIN);
    }

    /** Returns its heading in a table. */
    String heading() {
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
    }
}
