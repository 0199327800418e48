package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.CliException;
import picocli.CommandLine.Command;

/** The program itself: without a command it is an error that says which there are. */
@Command(
        name = MqttStatus.NAME,
        description = "Are your MQTT clients online? Asks ApsaraMQ for MQTT, and listens to it.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nSettings come from options, then from the environment, then from the profile of the aliyun"
                + " command line;%n'mqtt-status doctor' says which won. docs/cli.md has all of it.%n")
final class MqttStatus implements Runnable {
    static final String NAME = "mqtt-status";

    @Override
    public void run() {
        throw CliException.usage("no command; 'mqtt-status --help' lists them");
    }
}
