package com.alibaba.mqtt.server.query.openapi;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Texts of 32 hexadecimal digits, none twice: a random half for each client, and a counter. Never blocks. */
public final class Nonces implements Supplier<String> {
    private static final long HIGHEST_BIT = 1L << 63;

    private final String half = hex(new SecureRandom().nextLong());
    private final AtomicLong count = new AtomicLong();

    @Override
    public String get() {
        return half + hex(count.getAndIncrement());
    }

    private static String hex(long number) {
        // with a highest bit, so that there are always 16 digits
        return Long.toHexString(number | HIGHEST_BIT);
    }
}
