package com.alibaba.mqtt.server.amqp091;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the library does with exceptions in its own threads. */
final class Exceptions extends ForgivingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Exceptions.class);

    private final Transport transport;

    Exceptions(Transport transport) {
        this.transport = transport;
    }

    /**
     * The connection is broken; the loss is told in its own way. Closes the socket first: a thread that is stuck in
     * writing to a dead server holds locks that the library needs before it tells anyone.
     */
    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        transport.closeSocket();
    }

    /** Leaves out the library's text, which holds the user name. */
    @Override
    protected void log(String message, Throwable exception) {
        LOG.warn("a callback of the AMQP 0-9-1 wire failed", exception);
    }
}
