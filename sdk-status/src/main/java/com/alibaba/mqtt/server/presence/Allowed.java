package com.alibaba.mqtt.server.presence;

import java.time.Duration;

/** Checks settings: what is not allowed is an IllegalArgumentException that names field, value and what is allowed. */
final class Allowed {
    private Allowed() {}

    static <T> T set(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is null; it must be set");
        }
        return value;
    }

    static Duration between(String field, Duration value, Duration min, Duration max) {
        set(field, value);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(field + " is " + value + "; " + min + " to " + max + " is allowed");
        }
        return value;
    }

    static int between(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is " + value + "; " + min + " to " + max + " is allowed");
        }
        return value;
    }
}
