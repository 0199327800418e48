package com.alibaba.mqtt.server.presence;

/** So many calls a second, and at most one second's calls at once. For one thread. */
final class Budget {
    private final double perMilli;
    private final double most;
    private double left;
    private long at;

    Budget(int perSecond, long now) {
        this.perMilli = perSecond / 1000.0;
        this.most = perSecond;
        this.left = 1;
        this.at = now;
    }

    /** Takes one call, and returns 0; or returns the milliseconds until there is one. */
    long take(long now) {
        left = Math.min(most, left + Math.max(0, now - at) * perMilli);
        at = now;
        if (left >= 1) {
            left--;
            return 0;
        }
        return (long) Math.ceil((1 - left) / perMilli);
    }
}
