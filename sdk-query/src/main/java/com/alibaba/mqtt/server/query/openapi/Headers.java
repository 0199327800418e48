package com.alibaba.mqtt.server.query.openapi;

import java.util.Arrays;

/** Headers of every request. */
final class Headers {
    /** Names and values by turns. Not even gzip is asked for: what cannot come cannot be broken, or grow. */
    private static final String[] UNSIGNED = {"accept", "application/json", "accept-encoding", "identity"};

    private Headers() {}

    /** Returns these, more, and those of every request. */
    static String[] with(String[] these, String... more) {
        String[] all = Arrays.copyOf(these, these.length + more.length + UNSIGNED.length);
        System.arraycopy(more, 0, all, these.length, more.length);
        System.arraycopy(UNSIGNED, 0, all, these.length + more.length, UNSIGNED.length);
        return all;
    }
}
