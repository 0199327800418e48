package com.alibaba.mqtt.server.emulator.openapi;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has come within the last second, counted up to a bound. A clock that is set back starts afresh. Not safe for many
 * threads.
 */
final class SlidingWindow {
    private static final long LENGTH = Duration.ofSeconds(1).toNanos();

    private final int bound;
    private final Deque<Long> times = new ArrayDeque<>();

    /** @param bound what is counted at most */
    SlidingWindow(int bound) {
        this.bound = bound;
    }

    /** How many have come within the second that ends now. */
    int count(long now) {
        Long last = times.peekLast();
        if (last != null && last > now) {
            times.clear();
        }
        Long first = times.peekFirst();
        while (first != null && now - first >= LENGTH) {
            times.removeFirst();
            first = times.peekFirst();
        }
        return times.size();
    }

    /** Counts one that comes now, and returns how many have come within the second that ends now. */
    int add(long now) {
        if (count(now) == bound) {
            times.removeFirst();
        }
        times.addLast(now);
        return times.size();
    }

    /** How many nanoseconds it takes until one fewer is counted; 0 when none is. */
    long untilFewer(long now) {
        return count(now) == 0 ? 0 : times.getFirst() + LENGTH - now;
    }
}
