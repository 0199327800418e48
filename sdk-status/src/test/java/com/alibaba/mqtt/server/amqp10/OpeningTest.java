package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Receiver;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With routes that do as the test says. */
class OpeningTest {
    private static final Login LOGIN = Login.signKey("mqtt-xxx", Credentials.of("LTAI", "very-secret"), "1");
    private static final int LIMIT = 9_000;

    private final List<String> tried = new ArrayList<>();
    private final List<Integer> limits = new ArrayList<>();
    private Opening opening = opening(3);
    /** By the last number of the address: refuses before it is reached. */
    private int refusing;

    private boolean reached;
    private boolean cutWhileConnecting;

    private static ConnectionSettings settings(int heartbeat) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("broker.example");
        config.setPort(5672);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        config.setConnectionTimeout(LIMIT);
        config.setRequestedHeartbeat(heartbeat);
        return ConnectionSettings.of(config);
    }

    private Opening opening(int addresses) {
        return new Opening(
                name -> {
                    assertEquals("broker.example", name);
                    InetAddress[] all = new InetAddress[addresses];
                    for (int n = 0; n < addresses; n++) {
                        all[n] = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) n});
                    }
                    return all;
                },
                settings(60),
                LOGIN,
                (address, limit) -> {
                    limits.add(limit);
                    return new Scripted(address);
                });
    }

    private final class Scripted implements Route {
        private final InetAddress address;
        private boolean cut;

        Scripted(InetAddress address) {
            this.address = address;
        }

        @Override
        public JmsConnection connectAs(Login login) throws JMSException {
            assertSame(LOGIN, login);
            tried.add(address.getHostAddress());
            if (cutWhileConnecting) {
                opening.close();
            }
            if (tried.size() <= refusing) {
                throw new JMSException("refused by " + address.getHostAddress());
            }
            return null;
        }

        @Override
        public boolean wasReached() {
            return reached;
        }

        @Override
        public void cut() {
            cut = true;
        }

        @Override
        public boolean isCut() {
            return cut;
        }

        @Override
        public void onFailure(Consumer<Throwable> listener) {
            throw new AssertionError();
        }

        @Override
        public int acknowledgeMode() {
            throw new AssertionError();
        }

        @Override
        public int prefetch(int credit) {
            throw new AssertionError();
        }

        @Override
        public void open(String source, int credit, Receiver receiver) {
            throw new AssertionError();
        }

        @Override
        public void attach(Session session, String source) {
            throw new AssertionError();
        }

        @Override
        public void close(String source) {
            throw new AssertionError();
        }

        @Override
        public void flush() {
            throw new AssertionError();
        }

        @Override
        public void stopReceiving(Deadline deadline) {
            throw new AssertionError();
        }

        @Override
        public void beforeClose() {
            throw new AssertionError();
        }
    }

    @Test
    void theFirstAddressThatTakesTheConnectionIsIt() throws Exception {
        refusing = 1;
        Opening.Opened opened = opening.open();
        assertEquals(List.of("10.0.0.0", "10.0.0.1"), tried);
        assertNull(opened.connection());
        assertTrue(opened.route() instanceof Scripted);
    }

    @Test
    void eachAddressHasItsPartOfTheTime() throws Exception {
        refusing = 3;
        assertThrows(JMSException.class, opening::open);
        assertEquals(3, limits.size());
        assertTrue(limits.get(0) <= LIMIT / 3 && limits.get(0) > LIMIT / 4, limits::toString);
        assertTrue(limits.get(1) <= LIMIT / 2 && limits.get(1) > LIMIT / 3, limits::toString);
        assertTrue(limits.get(2) <= LIMIT && limits.get(2) > LIMIT / 2, limits::toString);
    }

    @Test
    void theErrorNamesAllThatRefused() {
        refusing = 3;
        JMSException last = assertThrows(JMSException.class, opening::open);
        assertEquals("refused by 10.0.0.2", last.getMessage());
        assertEquals("refused by 10.0.0.1", last.getSuppressed()[0].getMessage());
        assertEquals("refused by 10.0.0.0", last.getSuppressed()[0].getSuppressed()[0].getMessage());
    }

    @Test
    void aLoginThatIsRefusedIsNotTriedElsewhere() {
        refusing = 1;
        reached = true;
        assertEquals(
                "refused by 10.0.0.0",
                assertThrows(JMSException.class, opening::open).getMessage());
        assertEquals(List.of("10.0.0.0"), tried);
    }

    @Test
    void afterTheCloseNothingIsTried() {
        opening.close();
        assertThrows(SocketException.class, opening::open);
        assertEquals(List.of(), tried);
    }

    @Test
    void aCloseMeanwhileEndsTheNextAttempts() {
        refusing = 3;
        cutWhileConnecting = true;
        assertThrows(SocketException.class, opening::open);
        assertEquals(List.of("10.0.0.0"), tried);
    }

    @Test
    void aNameWithoutAddressIsUnknown() {
        opening = opening(0);
        assertThrows(UnknownHostException.class, opening::open);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 2", "2, 2", "60, 60"})
    void theShortestHeartbeatIsWhatServersTake(int requested, int used) {
        assertEquals(used, Opening.heartbeat(settings(requested)));
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 1", "5000, 5000"})
    void noLimitHasANumberOfItsOwn(int millis, int qpid) {
        assertEquals(qpid, Opening.limit(millis));
    }
}
