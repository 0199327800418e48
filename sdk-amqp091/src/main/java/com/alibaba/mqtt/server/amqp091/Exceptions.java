package com.alibaba.mqtt.server.amqp091;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;

/** What the library does with exceptions in its own threads. */
final class Exceptions extends ForgivingExceptionHandler {
    private final Transport transport;

    Exceptions(Transport transport) {
        this.transport = transport;
    }

    /**
     * The connection is broken; {@link Loss} notifies of it. Closes the socket first: a thread that is stuck in writing to a
     * dead server holds locks that the library needs before it notifies anything.
     */
    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        transport.closeSocket();
    }

    /**
     * A callback of ours threw what it must not, and may have left something undone: so the connection ends, and the
     * next one begins anew. Leaves out the library's text, which holds the user name.
     */
    @Override
    protected void log(String message, Throwable exception) {
        transport.closeSocket();
        transport.failed("a callback failed, the connection ends", exception);
    }
}
