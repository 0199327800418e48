package com.alibaba.mqtt.server.emulator.openapi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Holds calls against the limits. Safe for many threads. */
final class Throttle {
    private static final int MAX_ADDRESSES = 1_000;

    private final Clock clock;
    private final Map<String, SlidingWindow> accepted = new HashMap<>();
    /** The one that has called longest ago comes first. */
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private Limits limits;

    Throttle(Clock clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /** Changes the limits; nothing has been called yet, and nobody is blocked. */
    synchronized void limits(Limits newLimits) {
        limits = newLimits;
        accepted.clear();
        sources.clear();
    }

    /** Counts a call, and returns whether its address is blocked, or is from now on. */
    synchronized boolean isBlocked(String address) {
        if (limits.address() == Limits.NONE) {
            return false;
        }
        long now = nanos();
        Source source = sources.computeIfAbsent(address, unknown -> new Source(limits.address() + 1));
        if (now < source.blockedUntil) {
            return true;
        }
        if (source.calls.add(now) <= limits.address()) {
            return false;
        }
        source.blockedUntil = now + limits.block().toNanos();
        return true;
    }

    /** Counts a call that is signed, and refuses it when there were too many; those that are refused do not count. */
    synchronized void check(String action) throws OpenApiError {
        Integer limit = limits.account().get(action);
        if (limit == null) {
            return;
        }
        long now = nanos();
        SlidingWindow window = accepted.computeIfAbsent(action, unknown -> new SlidingWindow(limit));
        if (window.count(now) >= limit) {
            throw throttled(limit, window.untilFewer(now));
        }
        window.add(now);
    }

    private OpenApiError throttled(int limit, long nanosLeft) {
        long millis = Math.max(1, Duration.ofNanos(nanosLeft).plusNanos(999_999).toMillis());
        return new OpenApiError(
                400,
                "Throttling.User",
                "Request was denied due to user flow control.",
                Map.of(
                        "x-ratelimit-user-api",
                        "Limit:" + limit + ",Remain:0,TimeLeft:" + millis + ",Reset:" + (clock.millis() + millis),
                        "x-acs-retry-after",
                        String.valueOf(millis)));
    }

    private long nanos() {
        return nanos(clock);
    }

    /** Nanoseconds since 1970. */
    static long nanos(Clock clock) {
        Instant now = clock.instant();
        return Duration.ofSeconds(now.getEpochSecond(), now.getNano()).toNanos();
    }

    /** One address. */
    private static final class Source {
        private final SlidingWindow calls;
        private long blockedUntil = Long.MIN_VALUE;

        Source(int bound) {
            calls = new SlidingWindow(bound);
        }
    }
}
