package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.doctor.DoctorCommand;
import com.alibaba.mqtt.server.cli.notices.SendCommand;
import com.alibaba.mqtt.server.cli.notices.TopCommand;
import com.alibaba.mqtt.server.cli.notices.WatchCommand;
import com.alibaba.mqtt.server.cli.query.GetCommand;
import com.alibaba.mqtt.server.cli.query.KickCommand;
import com.alibaba.mqtt.server.cli.query.TraceCommand;
import com.alibaba.mqtt.server.cli.query.WaitCommand;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All commands. Only the one that is called is looked into: reading them all is most of what a start costs. */
final class Commands {
    /** The one command whose end by a signal is its own. */
    static final String EMULATOR = "emulator";

    private static final List<String> VERSION = List.of("-V", "--version");
    private static final int HELP_WIDTH = 100;

    private final Surroundings around;

    Commands(Surroundings around) {
        this.around = around;
    }

    /** Creates a command. */
    private interface Creation {
        CommandSpec command();
    }

    private Map<String, Creation> all() {
        Map<String, Creation> all = new LinkedHashMap<>();
        all.put("get", () -> new GetCommand(around).spec());
        all.put("wait", () -> new WaitCommand(around).spec());
        all.put("watch", () -> new WatchCommand(around).spec());
        all.put("top", () -> new TopCommand(around).spec());
        all.put("trace", () -> new TraceCommand(around).spec());
        all.put("kick", () -> new KickCommand(around).spec());
        all.put("send", () -> new SendCommand(around).spec());
        all.put("doctor", () -> new DoctorCommand(around).spec());
        all.put(EMULATOR, () -> new EmulatorCommand(around).spec());
        all.put("completion", () -> new CompletionCommand(around, this::whole).spec());
        return all;
    }

    /** Returns the command line with the one command that the first argument names, or with all. */
    CommandLine of(String... args) {
        Map<String, Creation> all = all();
        if (args.length > 0 && VERSION.contains(args[0])) {
            return line(Map.of());
        }
        Creation one = args.length == 0 ? null : all.get(args[0]);
        return line(one == null ? all : Map.of(args[0], one));
    }

    /** Returns the command line with all commands. */
    CommandLine whole() {
        return line(all());
    }

    private CommandLine line(Map<String, Creation> commands) {
        CommandLine line = new CommandLine(MqttStatus.spec());
        commands.forEach((name, creation) -> line.addSubcommand(name, creation.command()));
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
