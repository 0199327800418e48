package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.Depth;
import java.util.Locale;

/** Says what asking would cost. */
final class DryRun {
    private DryRun() {}

    static void print(Surroundings around, long clients, Depth depth) {
        long min = depth.minCalls(clients);
        long max = depth.maxCalls(clients);
        around.out()
                .println((min == max ? "" + min : min + " to " + max)
                        + (max == 1 ? " billed call for " : " billed calls for ")
                        + clients
                        + (clients == 1 ? " client, " : " clients, ")
                        + depth.name().toLowerCase(Locale.ROOT));
        around.flush();
    }
}
