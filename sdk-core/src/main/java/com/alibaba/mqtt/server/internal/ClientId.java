package com.alibaba.mqtt.server.internal;

import org.jspecify.annotations.Nullable;

/**
 * Splits client ids, {@code GROUP@@@DEVICE}. The first {@code @@@} counts; an id without one names no group and no
 * device, and is valid: instances that check no names let it log in.
 */
public final class ClientId {
    /** Stands between group and device. */
    public static final String SEPARATOR = "@@@";

    private ClientId() {}

    /** Returns the group of a client id, or null if it names none. */
    public static @Nullable String group(String clientId) {
        int at = clientId.indexOf(SEPARATOR);
        return at < 0 ? null : clientId.substring(0, at);
    }

    /** Returns the group of a client id, the empty text if it names none: a key to count and to sort by. */
    public static String groupOrEmpty(String clientId) {
        String group = group(clientId);
        return group == null ? "" : group;
    }

    /** Returns the device of a client id, or null if it names none. */
    public static @Nullable String device(String clientId) {
        int at = clientId.indexOf(SEPARATOR);
        return at < 0 ? null : clientId.substring(at + SEPARATOR.length());
    }
}
