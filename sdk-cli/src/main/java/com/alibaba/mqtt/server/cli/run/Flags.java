package com.alibaba.mqtt.server.cli.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Creates commands, options and parameters. Not by annotations: to find and read those by reflection would be most of what a
 * start of the program costs.
 */
public final class Flags {
    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}";

    private Flags() {}

    /** Returns a command that runs the work. */
    public static CommandSpec command(
            Callable<Integer> work, String name, String description, List<String> footer, ArgSpec... arguments) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection(work, new Creating()).name(name);
        spec.usageMessage().description(description).footer(footer.toArray(String[]::new));
        for (ArgSpec argument : arguments) {
            spec.add(argument);
        }
        return spec;
    }

    /** Returns an option without a value. */
    public static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .build();
    }

    /** Returns whether an option without a value is there. */
    public static boolean is(OptionSpec flag) {
        @Nullable Boolean value = flag.getValue();
        return value != null && value;
    }

    /** Returns an option with a value of any type that picocli converts; null without it. */
    public static OptionSpec option(Class<?> type, String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(type)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** Returns one with a default, which is described. */
    public static OptionSpec preset(
            Class<?> type, String defaultValue, String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(type)
                .paramLabel(label)
                .defaultValue(defaultValue)
                .description(description + DEFAULT)
                .build();
    }

    /** Returns an option whose value is a {@link TimeSpan}; null without it if there is no default. */
    public static OptionSpec time(@Nullable String defaultValue, String description, String... names) {
        OptionSpec.Builder option = OptionSpec.builder(names)
                .type(Duration.class)
                .converters(new TimeSpan())
                .paramLabel("TIME")
                .description(defaultValue == null ? description : description + DEFAULT);
        return (defaultValue == null ? option : option.defaultValue(defaultValue)).build();
    }

    /** Returns a parameter that must be there. */
    public static PositionalParamSpec parameter(int index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(String.valueOf(index))
                .type(String.class)
                .arity("1")
                .required(true)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** Returns the value of an option or parameter that has a default or must be there. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // as picocli's own method
    public static <T> T value(ArgSpec argument) {
        @Nullable T value = argument.getValue();
        if (value == null) {
            throw new IllegalStateException(argument.paramLabel() + " has no value");
        }
        return value;
    }
}
