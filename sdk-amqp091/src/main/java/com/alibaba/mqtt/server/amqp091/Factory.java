package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Tls;
import com.rabbitmq.client.ConnectionFactory;
import java.util.HashMap;
import java.util.Map;

/** Says in the library's words what the configuration wants. */
final class Factory {
    private static final String VIRTUAL_HOST = "MQTT";
    private static final int LONGEST_HEARTBEAT = 65_535;

    private Factory() {}

    static ConnectionFactory of(
            ConnectionSettings config, Login login, String signKey, Transport transport, Runnable onCancel)
            throws ServerException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setVirtualHost(VIRTUAL_HOST);
        factory.setUsername(login.userName());
        factory.setPassword(login.password());
        factory.setClientProperties(clientProperties(config, signKey));
        // a lost connection is replaced by a new wire, with a fresh login
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(Math.min(config.requestedHeartbeat(), LONGEST_HEARTBEAT));
        factory.setConnectionTimeout(config.connectionTimeout());
        factory.setHandshakeTimeout(handshakeTimeout(config.handshakeTimeout()));
        factory.setChannelRpcTimeout(config.handshakeTimeout());
        factory.setShutdownTimeout(config.shutdownTimeout());
        factory.setThreadFactory(transport);
        factory.setSocketConfigurator(transport);
        factory.setExceptionHandler(new Exceptions(transport));
        factory.setTrafficListener(new CancelListener(onCancel));
        if (config.isTls()) {
            // not useSslProtocol(): whether that checks the host name depends on the library's version
            factory.setSocketFactory(Tls.context(config).getSocketFactory());
        }
        return factory;
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
}
