package com.alibaba.mqtt.server.amqp091;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A server answered our header with something else than AMQP 0-9-1. */
final class ForeignAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final byte[] answer;

    ForeignAnswerException(byte[] answer) {
        super("it answered " + new String(answer, StandardCharsets.ISO_8859_1));
        this.answer = answer;
    }

    /** Returns the first bytes of the answer, not a copy. */
    byte[] answer() {
        return answer;
    }
}
