package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.service.Depth;
import org.jspecify.annotations.Nullable;
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
            names = "--confirm",
            description = "Ask the cache, then live about those that it calls offline or leaves out.")
    private boolean confirm;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Calls a second, at most: 1 to 300. Default: 80 for the cache, 200 live")
    private @Nullable Integer rate;

    Depth depth() {
        if (live && confirm) {
            throw CliException.usage("--live and --confirm exclude each other");
        }
        return live ? Depth.LIVE : confirm ? Depth.CONFIRMED : Depth.CACHED;
    }

    @Nullable
    Integer rate() {
        if (rate != null && (rate < 1 || rate > MAX_RATE)) {
            throw CliException.usage("--rate is " + rate + "; allowed are 1 to " + MAX_RATE);
        }
        return rate;
    }
}
