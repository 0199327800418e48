package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.doctor.DoctorCommand;
import com.alibaba.mqtt.server.cli.notices.SendCommand;
import com.alibaba.mqtt.server.cli.notices.TopCommand;
import com.alibaba.mqtt.server.cli.notices.WatchCommand;
import com.alibaba.mqtt.server.cli.query.GetCommand;
import com.alibaba.mqtt.server.cli.query.KickCommand;
import com.alibaba.mqtt.server.cli.query.TraceCommand;
import com.alibaba.mqtt.server.cli.query.WaitCommand;
import com.alibaba.mqtt.server.cli.run.Creating;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All commands. Only the one that is called is looked into: reading them all is most of what a start costs. */
final class Commands {
    /** The one command whose end by a signal is its own. */
    static final String EMULATOR = "emulator";

    private static final List<String> NAMES =
            List.of("get", "wait", "watch", "top", "trace", "kick", "send", "doctor", EMULATOR, "completion");
    private static final List<String> VERSION = List.of("-V", "--version");
    private static final int HELP_WIDTH = 100;

    private final Surroundings around;

    Commands(Surroundings around) {
        this.around = around;
    }

    /** Creates a command; null if there is none of this name. */
    private @Nullable CommandSpec create(String name) {
        return switch (name) {
            case "get" -> new GetCommand(around).spec();
            case "wait" -> new WaitCommand(around).spec();
            case "watch" -> new WatchCommand(around).spec();
            case "top" -> new TopCommand(around).spec();
            case "trace" -> new TraceCommand(around).spec();
            case "kick" -> new KickCommand(around).spec();
            case "send" -> new SendCommand(around).spec();
            case "doctor" -> new DoctorCommand(around).spec();
            case EMULATOR -> new EmulatorCommand(around).spec();
            case "completion" -> new CompletionCommand(around, this::whole).spec();
            default -> null;
        };
    }

    /** Returns the command line with the one command that the first argument names, or with all. */
    CommandLine of(String... args) {
        String first = args.length == 0 ? "" : args[0];
        if (VERSION.contains(first)) {
            return line(Map.of());
        }
        CommandSpec one = create(first);
        // else for the list of commands: the emulator's options are read by reflection
        return line(one == null ? all(new EmulatorCommand(around).title()) : Map.of(first, one));
    }

    /** Returns the command line with all commands. */
    CommandLine whole() {
        return line(all(new EmulatorCommand(around).spec()));
    }

    private Map<String, CommandSpec> all(CommandSpec emulator) {
        Map<String, CommandSpec> all = new LinkedHashMap<>();
        for (String name : NAMES) {
            CommandSpec spec = name.equals(EMULATOR) ? emulator : create(name);
            if (spec != null) {
                all.put(name, spec);
            }
        }
        return all;
    }

    private CommandLine line(Map<String, CommandSpec> commands) {
        CommandLine line = new CommandLine(MqttStatus.spec(), new Creating());
        commands.forEach((name, spec) -> line.addSubcommand(name, new CommandLine(spec, new Creating())));
        describe(line);
        line.getSubcommands().values().forEach(Commands::describe);
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        around.terminal().out()
                                        && !around.terminal().noColor()
                                        && !around.terminal().dumb()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
        Failures failures = new Failures(around);
        return line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
    }

    private static void describe(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        spec.versionProvider(new Version());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
    }
}
