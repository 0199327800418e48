package com.alibaba.mqtt.server.internal;

/** Checks settings: what is not allowed is an IllegalArgumentException that names field, value and what is allowed. */
public final class Allowed {
    private Allowed() {}

    /** Returns the value, which must not be null. */
    public static <T> T set(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is null; it must be set");
        }
        return value;
    }

    /** Returns the value, which must be set, and at least min and at most max. */
    public static <T extends Comparable<T>> T between(String field, T value, T min, T max) {
        set(field, value);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(field + " is " + value + "; " + min + " to " + max + " is allowed");
        }
        return value;
    }
}
