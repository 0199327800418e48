package com.alibaba.mqtt.server.emulator;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many logins of backends are refused, whatever they bring. Safe for many threads. */
final class LoginRefusals {
    static final int ALL = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** @param logins how many of the next are refused, or {@link #ALL} */
    void next(int logins) {
        left.set(logins);
    }

    /** Called once for each login: why it is refused, or empty when it is up to others. */
    Optional<String> take() {
        int before = left.getAndUpdate(logins -> logins == ALL ? ALL : Math.max(0, logins - 1));
        if (before == 0) {
            return Optional.empty();
        }
        refused.incrementAndGet();
        return Optional.of("the emulator was told to refuse it");
    }

    long refused() {
        return refused.get();
    }
}
