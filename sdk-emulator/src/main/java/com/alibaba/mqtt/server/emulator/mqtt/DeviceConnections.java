package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.gate.Gates;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.notices.Channel;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import com.alibaba.mqtt.server.emulator.notices.Presence.End;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConnectionPlugin;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerSessionPlugin;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/**
 * Follows the MQTT connections of Artemis and reports each accepted one, and its end, exactly once and in this order.
 *
 * <p>The end of the broker's session is what counts: Artemis tells of the end of a connection by other ways too, but
 * those miss connections that end by a keep-alive time-out.
 */
final class DeviceConnections implements ActiveMQServerSessionPlugin, ActiveMQServerConnectionPlugin {
    private final Map<Object, Connection> connections = new ConcurrentHashMap<>();
    private final Presence presence;
    private final Gates gates;

    DeviceConnections(Presence presence, Gates gates) {
        this.presence = presence;
        this.gates = gates;
    }

    /** Before the first packet is decoded. */
    @Override
    public void afterCreateConnection(RemotingConnection remote) {
        if (remote.getTransportConnection() instanceof NettyConnection netty) {
            gates.guard(netty.getChannel().pipeline(), address(remote), cut -> {
                Connection connection = connections.get(remote.getID());
                if (connection != null) {
                    connection.cut(cut == Gates.Cut.SILENT ? End.SILENT : End.REFUSED);
                }
            });
        }
    }

    /** Sees what clients send. */
    MQTTInterceptor incoming() {
        return (packet, remote) -> {
            if (isDisconnect(packet)) {
                Connection connection = connections.get(remote.getID());
                if (connection != null) {
                    connection.disconnectSeen();
                }
            }
            return true;
        };
    }

    /** Sees what clients are sent. */
    MQTTInterceptor outgoing() {
        return (packet, remote) -> {
            if (isAcceptance(packet)) {
                Connection connection = connections.get(remote.getID());
                if (connection != null) {
                    connection.accepted(remote);
                }
            }
            return true;
        };
    }

    /** Cuts the accepted connection of a client, if there is one. */
    void kick(String clientId) {
        connections.values().forEach(connection -> connection.kick(clientId));
    }

    /** Cuts all accepted connections. */
    void kickAll() {
        connections.values().forEach(Connection::kick);
    }

    @Override
    public void afterCreateSession(ServerSession session) {
        connections.put(session.getRemotingConnection().getID(), new Connection());
    }

    @Override
    public void afterCloseSession(ServerSession session, boolean failed) {
        Connection connection =
                connections.remove(session.getRemotingConnection().getID());
        if (connection != null) {
            // only another connection of the client ends a session without a failure and without a DISCONNECT packet
            connection.ended(!failed);
        }
    }

    private static boolean isDisconnect(MqttMessage packet) {
        return packet.fixedHeader() != null && packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT;
    }

    /** Address and port of a client. */
    static String address(RemotingConnection remote) {
        String address = remote.getRemoteAddress();
        return address.startsWith("/") ? address.substring(1) : address;
    }

    /** Whether the packet tells a client that it is connected now. */
    static boolean isAcceptance(MqttMessage packet) {
        return packet instanceof MqttConnAckMessage connAck
                && connAck.variableHeader().connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED;
    }

    /** Locked, because a takeover ends a connection from the thread of another one. */
    private final class Connection {
        private @Nullable Channel channel;
        private @Nullable RemotingConnection remote;
        private @Nullable End cut;
        private boolean disconnectSeen;
        private boolean ended;

        synchronized void accepted(RemotingConnection accepted) {
            if (!ended && channel == null) {
                remote = accepted;
                channel = ClientId.parse(accepted.getClientID())
                        .map(id -> Channel.open(id, address(accepted)))
                        .orElseThrow(() -> new IllegalStateException("accepted a malformed client id"));
                presence.connected(channel);
            }
        }

        synchronized void cut(End why) {
            cut = why;
        }

        synchronized void disconnectSeen() {
            disconnectSeen = true;
        }

        /** @param peaceful without a failure */
        synchronized void ended(boolean peaceful) {
            ended = true;
            if (channel != null) {
                presence.ended(channel, end(peaceful));
            }
        }

        private End end(boolean peaceful) {
            if (disconnectSeen) {
                return End.DISCONNECT;
            }
            if (peaceful) {
                return End.TAKEN_OVER;
            }
            return cut == null ? End.LOST : cut;
        }

        void kick(String clientId) {
            if (is(clientId)) {
                kick();
            }
        }

        private synchronized boolean is(String clientId) {
            return channel != null && channel.clientId().toString().equals(clientId);
        }

        void kick() {
            RemotingConnection victim;
            synchronized (this) {
                if (ended || channel == null) {
                    return;
                }
                cut = End.KICKED;
                victim = remote;
            }
            if (victim != null) {
                victim.disconnect(false);
            }
        }
    }
}
