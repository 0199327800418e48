package com.alibaba.mqtt.server.amqp10;

import org.apache.qpid.jms.message.JmsInboundMessageDispatch;

/** Stands for a message that could not be read, or was too large to be kept. */
final class Unreadable extends JmsInboundMessageDispatch {
    private static final long serialVersionUID = 1L;

    private final String why;

    /** @param why fit for a log */
    Unreadable(long sequence, String why) {
        super(sequence);
        this.why = why;
    }

    String why() {
        return why;
    }
}
