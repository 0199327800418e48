package com.alibaba.mqtt.server.emulator.instance;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many logins of backends are refused, whatever they bring. Safe for many threads. */
public final class LoginRefusals {
    /** Refuses all logins, until another number is set. */
    public static final int ALL = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Refuses the next logins. A later number takes its place.
     *
     * @param logins how many, or {@link #ALL}
     */
    public void next(int logins) {
        left.set(logins);
    }

    /** Called once for each login: why it is refused, or empty when it is up to others. */
    public Optional<String> take() {
        int before = left.getAndUpdate(logins -> logins == ALL ? ALL : Math.max(0, logins - 1));
        if (before == 0) {
            return Optional.empty();
        }
        refused.incrementAndGet();
        return Optional.of("the emulator was told to refuse it");
    }

    /** How many logins will be refused, 0 for none, or {@link #ALL}. */
    public int left() {
        return left.get();
    }

    /** Counts the refused logins afresh. */
    public void forget() {
        refused.set(0);
    }

    /** Returns how many logins were refused so far. */
    public long refused() {
        return refused.get();
    }
}
