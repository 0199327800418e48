package com.alibaba.mqtt.server.query.openapi;

import java.util.List;

/** Headers of every request. */
final class Headers {
    /** Names and values by turns. Not even gzip is asked for: what cannot come cannot be broken, or grow. */
    static final List<String> UNSIGNED = List.of("accept", "application/json", "accept-encoding", "identity");

    private Headers() {}
}
