package com.alibaba.mqtt.server.cli.service;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.ForeignText;

/** Finds the error of the SDK in what a future throws. */
final class Failed {
    private Failed() {}

    static ServerException of(Throwable thrown) {
        ServerException error = Causes.first(thrown, ServerException.class);
        return error != null
                ? error
                : new ServerException(ErrorCode.UNEXPECTED, ForeignText.visible(String.valueOf(thrown)), true, thrown);
    }
}
