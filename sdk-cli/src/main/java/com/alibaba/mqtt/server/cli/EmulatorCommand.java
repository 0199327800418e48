package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.emulator.program.Main;
import com.alibaba.mqtt.server.emulator.program.ProgramOption;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Runs the emulator, a program of its own with the same options. Its annotations are those of a library inside its jar. */
final class EmulatorCommand implements Callable<Integer> {
    private final Surroundings around;
    private final CommandSpec spec;

    EmulatorCommand(Surroundings around) {
        this.around = around;
        this.spec = Flags.command(
                this,
                Commands.EMULATOR,
                "Runs a local ApsaraMQ for MQTT on 127.0.0.1 until it is terminated.",
                List.of());
    }

    /** Returns it without its options. */
    CommandSpec title() {
        return spec;
    }

    CommandSpec spec() {
        Main.options().forEach(option -> spec.addOption(spec(option)));
        return spec;
    }

    private static OptionSpec spec(ProgramOption option) {
        OptionSpec.Builder builder = OptionSpec.builder(option.names().toArray(String[]::new))
                .description(option.description().toArray(String[]::new));
        if (option.value() == null) {
            return builder.arity("0").type(boolean.class).build();
        }
        return builder.arity("1")
                .type(option.several() ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .paramLabel(option.value())
                .defaultValue(option.defaultValue())
                .build();
    }

    @Override
    public Integer call() {
        List<String> args = new ArrayList<>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            for (String value : option.originalStringValues()) {
                args.add(option.longestName());
                if (option.arity().max() > 0) {
                    args.add(value);
                }
            }
        }
        return Main.run(
                args.toArray(String[]::new), new PrintStream(around.out(), true, StandardCharsets.UTF_8), around.err());
    }
}
