package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Prints the script that completes commands and options. */
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Supplier<CommandLine> whole;

    CompletionCommand(Surroundings around, Supplier<CommandLine> whole) {
        this.around = around;
        this.whole = whole;
    }

    CommandSpec spec() {
        return Flags.command(
                this,
                "completion",
                "Prints a script for bash and zsh that completes commands and options.",
                List.of("", "Use it:", "  source <(mqtt-status completion)"));
    }

    @Override
    public Integer call() {
        around.out().print(AutoComplete.bash(MqttStatus.NAME, whole.get()));
        around.flush();
        return ExitCode.OK;
    }
}
