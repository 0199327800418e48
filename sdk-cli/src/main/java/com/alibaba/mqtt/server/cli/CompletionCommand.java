package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Prints the script that completes commands and options. */
@Command(
        name = "completion",
        description = "Prints a script for bash and zsh that completes commands and options.",
        footer = {"", "Use it:", "  source <(mqtt-status completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings around;
    private final Supplier<CommandLine> whole;

    CompletionCommand(Surroundings around, Supplier<CommandLine> whole) {
        this.around = around;
        this.whole = whole;
    }

    @Override
    public Integer call() {
        around.out().print(AutoComplete.bash(MqttStatus.NAME, whole.get()));
        around.flush();
        return ExitCode.OK;
    }
}
