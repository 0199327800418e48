package com.alibaba.mqtt.server.cli.query;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.service.StatusService;

/** Says what asking would cost. */
final class DryRun {
    private DryRun() {}

    static void print(Surroundings around, long clients, boolean live) {
        long calls = StatusService.calls(clients, live);
        around.out()
                .println(calls
                        + (calls == 1 ? " billed call for " : " billed calls for ")
                        + clients
                        + (clients == 1 ? " client" : " clients")
                        + (live ? ", live" : ", from the cache"));
        around.flush();
    }
}
