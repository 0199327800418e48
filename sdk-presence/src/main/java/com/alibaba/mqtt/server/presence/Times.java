package com.alibaba.mqtt.server.presence;

/**
 * Makes milliseconds of a notice's untrusted time.
 *
 * @param maxAhead how far in our future a time may be, in milliseconds
 */
record Times(long maxAhead) {
    /** As milliseconds this was in 1973; as seconds it is in the year 5138. */
    private static final long SECONDS_BELOW = 100_000_000_000L;

    /** The default, and more than a call to the service moves the time of its answer. */
    static final long MAX_AHEAD_MILLIS = 10_000;

    /** Returns the time in milliseconds; 0 if there is none that can be used. */
    long millis(long time, long now, Counters counters) {
        if (time <= 0) {
            counters.missingTimes.increment();
            return 0;
        }
        long millis = time < SECONDS_BELOW ? time * 1000 : time;
        if (millis - now > maxAhead) {
            counters.clampedTimes.increment();
            return 0;
        }
        return millis;
    }
}
