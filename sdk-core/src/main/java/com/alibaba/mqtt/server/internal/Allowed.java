package com.alibaba.mqtt.server.internal;

import org.jspecify.annotations.Nullable;

/** Checks settings. The IllegalArgumentException names the field, its value and what is allowed. */
public final class Allowed {
    private Allowed() {}

    /** Returns the value, which must not be null. */
    public static <T> T set(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is null; it must be set");
        }
        return value;
    }

    /** Returns the value, which must be set, and at least min and at most max. */
    public static <T extends Comparable<T>> T between(String field, @Nullable T value, T min, T max) {
        T given = set(field, value);
        if (given.compareTo(min) < 0 || given.compareTo(max) > 0) {
            throw new IllegalArgumentException(field + " is " + value + "; " + min + " to " + max + " is allowed");
        }
        return given;
    }
}
