package com.alibaba.mqtt.server.emulator.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An option of {@linkplain Main the emulator as a program}, for a command line of another program that has the emulator as one
 * of its commands.
 *
 * @param names all of its names, with their dashes
 * @param value what its value is called; null if it takes none
 * @param several whether it can be given several times
 * @param defaultValue its value where it is not given; null if there is none
 * @param description what it is for
 */
public record ProgramOption(
        List<String> names,
        @Nullable String value,
        boolean several,
        @Nullable String defaultValue,
        List<String> description) {
    /** Copies the lists. */
    public ProgramOption {
        names = List.copyOf(names);
        description = List.copyOf(description);
    }
}
