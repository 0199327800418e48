package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.util.HashMap;
import java.util.Map;

/** Says in the library's words what the configuration wants; the connection itself is made by {@link Transport}. */
final class Factory extends ConnectionFactory {
    private static final String VIRTUAL_HOST = "MQTT";
    private static final int MAX_HEARTBEAT = 65_535;

    private final Transport transport;

    Factory(ConnectionSettings config, Login login, String signKey, Transport transport, Runnable onCancel) {
        this.transport = transport;
        setVirtualHost(VIRTUAL_HOST);
        setUsername(login.userName());
        setPassword(login.password());
        setClientProperties(clientProperties(config, signKey));
        // a lost connection is replaced by a new wire, with a fresh login
        setAutomaticRecoveryEnabled(false);
        setTopologyRecoveryEnabled(false);
        setRequestedHeartbeat(Math.min(config.requestedHeartbeat(), MAX_HEARTBEAT));
        setRequestedFrameMax(Frames.MAX_BYTES);
        setHandshakeTimeout(handshakeTimeout(config.handshakeTimeout()));
        setChannelRpcTimeout(config.handshakeTimeout());
        setShutdownTimeout(config.shutdownTimeout());
        setThreadFactory(Transport.THREADS);
        setExceptionHandler(new Exceptions(transport));
        setTrafficListener(new CancelListener(onCancel));
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
        return (address, name) -> transport.frames();
    }

    /**
     * The library gives the server half of this time for its first answer, and half for the one to the login; and none
     * if it is 0, which is no limit to us.
     */
    private static int handshakeTimeout(int millis) {
        return millis == 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, 2L * millis);
    }

    /**
     * What the official SDK sends, and one thing more. It announces no capabilities, so a server must keep three things
     * from it: why a login was refused, that a subscription has ended, and that it takes no messages for now.
     */
    private static Map<String, Object> clientProperties(ConnectionSettings config, String signKey) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("signKey", signKey);
        if (config.isCustomAuth()) {
            properties.put("customAuth", "true");
        }
        properties.put(
                "capabilities",
                Map.of(
                        "authentication_failure_close",
                        true,
                        "consumer_cancel_notify",
                        true,
                        "connection.blocked",
                        true));
        return properties;
    }

    /** What the library does with exceptions in its own threads. */
    private static final class Exceptions extends ForgivingExceptionHandler {
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
}
