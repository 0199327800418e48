package com.alibaba.mqtt.server.presence;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What goes wrong in a simulated world; shares are from 0 to 1.
 *
 * @param lost notices that never come
 * @param doubled notices that come twice
 * @param late notices that come up to {@link SimulatedService#MAX_DELAY} late
 * @param noTime notices without a time
 * @param ahead notices whose time is {@link SimulatedService#AHEAD} too great
 * @param queries queries that fail, and clients that the cached query leaves out
 * @param store calls of the store that fail
 * @param outages whether the store is away for a while now and then
 * @param restarts whether trackers die and begin anew
 * @param oddOne whether there is a client that the service never answers about
 */
record SimulatedFaults(
        double lost,
        double doubled,
        double late,
        double noTime,
        double ahead,
        double queries,
        double store,
        boolean outages,
        boolean restarts,
        boolean oddOne) {

    /** Each kind of fault on its own, as far as that makes sense. */
    static Map<String, SimulatedFaults> named() {
        Map<String, SimulatedFaults> named = new TreeMap<>();
        named.put("late and doubled", new SimulatedFaults(0, 0.3, 0.3, 0, 0, 0, 0, false, false, false));
        named.put("without times", new SimulatedFaults(0, 0.2, 0.2, 0.5, 0, 0, 0, false, false, false));
        named.put("times ahead", new SimulatedFaults(0, 0.2, 0.2, 0, 0.1, 0, 0, false, false, false));
        named.put("losses", new SimulatedFaults(0.2, 0.1, 0.1, 0, 0, 0, 0, false, false, false));
        named.put("failing queries", new SimulatedFaults(0.1, 0.1, 0.1, 0, 0, 0.3, 0, false, false, false));
        named.put("an odd client", new SimulatedFaults(0.1, 0, 0.1, 0, 0, 0, 0, false, false, true));
        named.put("a failing store", new SimulatedFaults(0, 0.1, 0.2, 0, 0, 0, 0.03, true, false, false));
        named.put("restarts", new SimulatedFaults(0, 0.1, 0.2, 0, 0, 0, 0, false, true, false));
        return named;
    }

    static final String ANYTHING = "anything";

    /** Several of them together. */
    static SimulatedFaults anyOf(Random random) {
        return new SimulatedFaults(
                share(random, 0.3),
                share(random, 0.5),
                share(random, 0.5),
                share(random, 0.5),
                share(random, 0.2),
                share(random, 0.5),
                share(random, 0.05),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(4) == 0);
    }

    private static double share(Random random, double most) {
        return random.nextBoolean() ? 0 : most * random.nextDouble();
    }
}
