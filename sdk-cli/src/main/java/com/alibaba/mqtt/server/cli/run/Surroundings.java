package com.alibaba.mqtt.server.cli.run;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a command has around it. Data goes to {@code out} and nothing else; all that is said to a person goes to
 * {@code err}.
 *
 * @param in the standard input
 * @param out the standard output, in UTF-8
 * @param err the standard error
 * @param environment the variables of the environment
 * @param home the user's home directory
 * @param terminal which of the streams are one
 */
public record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        UnaryOperator<@Nullable String> environment,
        Path home,
        Terminal terminal) {
    /** Returns the variable of the environment; null if it is not there or blank. */
    public @Nullable String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Says a line to a person. Foreign text in it must be {@linkplain ForeignText visible} already. */
    public void say(String line) {
        err.println("mqtt-status: " + line);
    }

    /**
     * Writes out what was printed.
     *
     * @throws CliException with {@link ExitCode#CLOSED_PIPE} and an empty text if nobody reads it any more
     */
    public void flush() {
        if (out.checkError()) {
            throw new CliException(ExitCode.CLOSED_PIPE, "");
        }
    }
}
