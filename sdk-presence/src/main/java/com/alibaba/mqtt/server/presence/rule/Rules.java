package com.alibaba.mqtt.server.presence.rule;

import java.util.stream.IntStream;

/**
 * The numbers that the state depends on besides the facts. All nodes of one store need the same. Times in milliseconds.
 * Internal, not exported.
 *
 * @param tolerance how far two clocks of the service may differ
 * @param horizon facts this much older than the newest opening are forgotten; at least twice the tolerance
 * @param maxFacts the maximum of facts kept of a client, besides its newest opening
 * @param flapCount sessions that begin within the flap period to call it flapping
 * @param takeoverCount takeovers within the flap period to call it a duplicate client id
 */
public record Rules(long tolerance, long horizon, int maxFacts, int flapCount, int takeoverCount, long flapPeriod) {
    /** How far in the future the time of an answer may be, and by default that of a notice: more than a call moves it. */
    public static final long MAX_AHEAD_MILLIS = 10_000;

    /** A session has up to three facts. */
    static final int FACTS_PER_SESSION = 3;

    /** Less would leave the state of a client UNKNOWN that flaps once a second. */
    private static final int MIN_SESSIONS = 10;

    /** The rules of a tracker without settings. */
    public static final Rules DEFAULT = of(5_000, 5, 3, 60_000, 0);

    /**
     * Derives the bounds from the settings.
     *
     * @param history how many ended sessions to keep of each client; 0 keeps what the state needs
     */
    public static Rules of(long tolerance, int flapCount, int takeoverCount, long flapPeriod, int history) {
        int sessions = IntStream.of(MIN_SESSIONS, flapCount, takeoverCount + 1, history + 1)
                .max()
                .getAsInt();
        return new Rules(
                tolerance,
                history > 0 ? Long.MAX_VALUE : Math.max(2 * tolerance, flapPeriod),
                FACTS_PER_SESSION * sessions,
                flapCount,
                takeoverCount,
                flapPeriod);
    }
}
