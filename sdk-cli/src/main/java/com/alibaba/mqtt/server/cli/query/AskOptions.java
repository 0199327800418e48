package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import picocli.CommandLine.Option;

/** How the service is asked. */
final class AskOptions {
    private static final int MAX_RATE = 300;

    @Option(
            names = "--live",
            description =
                    "Ask for the present state of each client, one billed call each; otherwise the service's cache,"
                            + " one billed call for ten.")
    private boolean live;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "Calls a second, at most. The service blocks an address that makes more than 300."
                    + " Default: ${DEFAULT-VALUE}")
    private int rate;

    boolean live() {
        return live;
    }

    int rate() {
        if (rate < 1 || rate > MAX_RATE) {
            throw CliException.usage("--rate is " + rate + "; allowed are 1 to " + MAX_RATE);
        }
        return rate;
    }
}
