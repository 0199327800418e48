package com.alibaba.mqtt.server.cli.run;

import java.io.Console;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which of the standard streams are a terminal. The start script finds out with {@code test -t} and passes it on in the
 * system property {@value #PROPERTY}; the environment variable {@value #OVERRIDE} replaces what it found. Without both,
 * Java's console says it, for all streams alike.
 *
 * @param in whether the standard input is one
 * @param out whether the standard output is one
 * @param err whether the standard error is one
 * @param columns its width in characters
 * @param dumb whether it knows no escape sequences
 * @param noColor whether the user wants no colours
 */
public record Terminal(boolean in, boolean out, boolean err, int columns, boolean dumb, boolean noColor) {
    /** The property that the start script sets: some of {@code in,out,err}, or nothing. */
    public static final String PROPERTY = "mqtt.status.tty";
    /** The variable that replaces it: some of {@code in,out,err}, or {@code none}. */
    public static final String OVERRIDE = "MQTT_STATUS_TTY";

    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 20;
    private static final int MAX_COLUMNS = 1000;

    /** No stream is a terminal. */
    public static final Terminal NONE = new Terminal(false, false, false, DEFAULT_COLUMNS, true, true);

    /** Finds out. */
    public static Terminal of(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        String streams = environment.apply(OVERRIDE);
        if (streams == null || streams.isBlank()) {
            streams = properties.apply(PROPERTY);
        }
        if (streams == null) {
            streams = isConsole() ? "in,out,err" : "";
        }
        List<String> named = Arrays.asList(streams.split(",", -1));
        String term = environment.apply("TERM");
        String noColor = environment.apply("NO_COLOR");
        return new Terminal(
                named.contains("in"),
                named.contains("out"),
                named.contains("err"),
                columns(properties.apply("mqtt.status.columns"), environment.apply("COLUMNS")),
                term == null || term.isEmpty() || term.equals("dumb"),
                noColor != null && !noColor.isEmpty());
    }

    /** From JDK 22 on there is a console without a terminal, and a method that says so. */
    @SuppressWarnings("SystemConsoleNull") // that is what is handled here
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static int columns(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && candidate.matches("\\d{1,4}")) {
                int columns = Integer.parseInt(candidate);
                if (columns >= MIN_COLUMNS && columns <= MAX_COLUMNS) {
                    return columns;
                }
            }
        }
        return DEFAULT_COLUMNS;
    }
}
