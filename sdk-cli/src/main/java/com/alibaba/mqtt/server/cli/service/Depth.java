package com.alibaba.mqtt.server.cli.service;

import com.alibaba.mqtt.server.query.model.QueryMode;

/** Whom to believe, and what it costs. */
public enum Depth {
    /** The service's cache. */
    CACHED(QueryMode.CACHED),
    /** The cache, and then each client that it calls offline or leaves out. */
    CONFIRMED(QueryMode.CACHED_THEN_LIVE),
    /** Each client by itself. */
    LIVE(QueryMode.LIVE);

    /** How many clients one billed call of the cache answers for. */
    private static final int CLIENTS_A_CALL = 10;

    private final QueryMode mode;

    Depth(QueryMode mode) {
        this.mode = mode;
    }

    QueryMode mode() {
        return mode;
    }

    /** Returns how many billed calls it takes at least to ask about so many clients. */
    public long minCalls(long clients) {
        return this == LIVE ? clients : (clients + CLIENTS_A_CALL - 1) / CLIENTS_A_CALL;
    }

    /** Returns how many it takes at most, if none has to be repeated. */
    public long maxCalls(long clients) {
        return this == CONFIRMED ? minCalls(clients) + clients : minCalls(clients);
    }
}
