package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Flags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** The program itself: without a command it is an error that says where the commands are. */
final class MqttStatus implements Callable<Integer> {
    static final String NAME = "mqtt-status";

    static CommandSpec spec() {
        CommandSpec spec = Flags.command(
                new MqttStatus(),
                NAME,
                "Are your MQTT clients online? Asks ApsaraMQ for MQTT, and listens to it.",
                List.of(
                        "",
                        "Settings come from options, then from the environment, then from the profile of the aliyun",
                        "command line; 'mqtt-status doctor' says which won. docs/cli.md has all of it."));
        Map<String, String> codes = new LinkedHashMap<>();
        ExitCode.MEANINGS.forEach(meaning -> codes.put(
                " " + meaning.substring(0, meaning.indexOf(':')), meaning.substring(meaning.indexOf(':') + 1)));
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        return spec;
    }

    @Override
    public Integer call() {
        throw CliException.usage("no command; 'mqtt-status --help' lists them");
    }
}
