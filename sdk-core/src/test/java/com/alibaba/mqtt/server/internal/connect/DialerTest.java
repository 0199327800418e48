package com.alibaba.mqtt.server.internal.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DialerTest {
    private static final byte[] FIRST = {127, 0, 0, 1};
    private static final byte[] SECOND = {127, 0, 0, 2};

    private static ConnectionSettings settings(int port) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("mqtt_server");
        config.setPort(port);
        config.setInstanceId("instance");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setConnectionTimeout(10_000);
        return ConnectionSettings.of(config);
    }

    private static InetAddress[] both() throws UnknownHostException {
        return new InetAddress[] {
            InetAddress.getByAddress("mqtt_server", FIRST), InetAddress.getByAddress("mqtt_server", SECOND)
        };
    }

    @Test
    void theAddressThatTakesItIsFound() throws IOException {
        for (byte[] only : new byte[][] {FIRST, SECOND}) {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(only));
                    Socket socket = new Dialer(settings(server.getLocalPort()), name -> both()).dial()) {
                assertEquals(
                        server.getInetAddress().getHostAddress(),
                        socket.getInetAddress().getHostAddress());
            }
        }
    }

    @Test
    void theNameIsLookedUpEachTime() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getByAddress(FIRST))) {
            boolean[] there = {false};
            Dialer.Names names = name -> {
                if (there[0]) {
                    return both();
                }
                throw new UnknownHostException(name);
            };
            ConnectionSettings settings = settings(server.getLocalPort());
            assertThrows(UnknownHostException.class, () -> new Dialer(settings, names).dial());
            there[0] = true;
            new Dialer(settings, names).dial().close();
        }
    }

    @Test
    void aRefusalNamesEachAddress() throws IOException {
        ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByAddress(FIRST));
        closed.close();
        ConnectionSettings settings = settings(closed.getLocalPort());
        ConnectException refused =
                assertThrows(ConnectException.class, () -> new Dialer(settings, name -> both()).dial());
        assertTrue(refused.getMessage().contains("127.0.0.1: "), refused.getMessage());
        assertTrue(refused.getMessage().contains("127.0.0.2: "), refused.getMessage());
        assertTrue(new ConnectErrors(settings).ofSocket(refused).getMessage().contains("127.0.0.2: "));
    }

    @Test
    void nothingIsOpenedAfterTheEnd() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(FIRST))) {
            Dialer dialer = new Dialer(settings(server.getLocalPort()), name -> both());
            dialer.close();
            assertThrows(SocketException.class, dialer::dial);
        }
    }
}
