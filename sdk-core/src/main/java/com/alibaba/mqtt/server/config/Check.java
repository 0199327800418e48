package com.alibaba.mqtt.server.config;

import org.jspecify.annotations.Nullable;

/** Refuses a bad setting in the setter itself, so that the error shows the caller's own line. */
final class Check {
    private Check() {}

    static <E extends Enum<E>> E notNull(String field, @Nullable E value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is null; one of its enum's constants is needed");
        }
        return value;
    }

    static long atLeast(String field, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(field + " is " + value + "; at least " + min + " is needed");
        }
        return value;
    }

    static int port(String field, int value) {
        if (value < 1 || value > 65_535) {
            throw new IllegalArgumentException(field + " is " + value + "; a port from 1 to 65535 is needed");
        }
        return value;
    }
}
