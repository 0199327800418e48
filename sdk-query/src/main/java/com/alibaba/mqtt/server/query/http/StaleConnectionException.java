package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.common.ServerException;

/** A kept connection was lost before the answer. Sending again, over a new one, is all that it takes. */
public final class StaleConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ServerException failure;

    StaleConnectionException(ServerException failure) {
        super(failure);
        this.failure = failure;
    }

    /** Returns what to report if it is not sent again. */
    public ServerException failure() {
        return failure;
    }
}
