package com.alibaba.mqtt.server.emulator;

import org.jspecify.annotations.Nullable;

/** Checks of what callers of the emulator pass in. Each returns the value, or throws IllegalArgumentException. */
final class Allowed {
    private Allowed() {}

    /** Never names the value, which may be a secret. */
    static String notEmpty(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(
                    field + " is " + (value == null ? "null" : "empty") + ", allowed is any text");
        }
        return value;
    }

    static String name(String field, @Nullable String value) {
        if (value == null || !value.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    field + " is " + value + ", allowed are 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return value;
    }

    static int port(String field, int value) {
        return between(field, value, 0, 65_535);
    }

    static int percent(int value) {
        return between("percent", value, 0, 100);
    }

    static <T extends Comparable<T>> T between(String field, @Nullable T value, T min, T max) {
        if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(field + " is " + value + ", allowed are " + min + " to " + max);
        }
        return value;
    }
}
