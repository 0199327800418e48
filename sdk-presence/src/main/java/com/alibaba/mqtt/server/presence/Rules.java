package com.alibaba.mqtt.server.presence;

import java.util.stream.IntStream;

/**
 * The numbers that the state depends on besides the facts. All nodes of one store need the same. Times in milliseconds.
 *
 * @param tolerance how far two clocks of the service may differ
 * @param horizon facts this much older than the newest opening are forgotten; at least twice the tolerance
 * @param maxFacts facts kept of a client at most, besides its newest opening
 * @param flapCount sessions that begin within the flap period to call it flapping
 * @param fightCount takeovers within the flap period to call it a duplicate client id
 */
record Rules(long tolerance, long horizon, int maxFacts, int flapCount, int fightCount, long flapPeriod) {
    /** A session has up to three facts. */
    static final int FACTS_PER_SESSION = 3;

    /** Less would leave the state of a client UNKNOWN that flaps once a second. */
    private static final int MIN_SESSIONS = 10;

    static final Rules DEFAULT = of(5_000, 5, 3, 60_000, 0);

    /** Derives the bounds from the settings; {@code history} is how many ended sessions to keep of each client; 0 keeps what the state needs */
    static Rules of(long tolerance, int flapCount, int fightCount, long flapPeriod, int history) {
        int sessions = IntStream.of(MIN_SESSIONS, flapCount, fightCount + 1, history + 1)
                .max()
                .getAsInt();
        return new Rules(
                tolerance,
                history > 0 ? Long.MAX_VALUE : Math.max(2 * tolerance, flapPeriod),
                FACTS_PER_SESSION * sessions,
                flapCount,
                fightCount,
                flapPeriod);
    }
}
