package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.KeySource;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.jspecify.annotations.Nullable;

/**
 * The ports that devices connect to. Each of them speaks MQTT both as it is and by WebSocket, whatever it is meant for.
 *
 * @param mqtt its number, 0 for a free one
 * @param webSocket whether there is another one for WebSocket
 * @param key for two ports with TLS, or null for none
 */
public record Ports(int mqtt, boolean webSocket, @Nullable KeySource key) {
    /** MQTT as it is. */
    static final String MQTT = "mqtt";
    /** MQTT over TLS. */
    static final String MQTTS = "mqtts";
    /** MQTT by WebSocket. */
    static final String WS = "ws";
    /** MQTT by WebSocket over TLS. */
    static final String WSS = "wss";

    /** What Artemis makes ports of. */
    List<TransportConfiguration> acceptors() {
        List<TransportConfiguration> acceptors = new ArrayList<>();
        acceptors.add(acceptor(MQTT, mqtt));
        if (webSocket) {
            acceptors.add(acceptor(WS, 0));
        }
        if (key != null) {
            acceptors.add(encrypted(acceptor(MQTTS, 0), key));
            acceptors.add(encrypted(acceptor(WSS, 0), key));
        }
        return acceptors;
    }

    private static TransportConfiguration acceptor(String name, int port) {
        // by hand: to parse a URI takes Artemis a tenth of its start
        Map<String, Object> netty = new HashMap<>();
        netty.put(TransportConstants.HOST_PROP_NAME, Loopback.HOST);
        netty.put(TransportConstants.PORT_PROP_NAME, port);
        netty.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        netty.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
        netty.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), netty, name);
    }

    private static TransportConfiguration encrypted(TransportConfiguration acceptor, KeySource key) {
        acceptor.getParams().put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        acceptor.getParams().put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
        acceptor.getParams().put(TransportConstants.KEYSTORE_PATH_PROP_NAME, key.url());
        acceptor.getParams().put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, key.password());
        return acceptor;
    }
}
