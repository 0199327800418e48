package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import jakarta.jms.JMSException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire with a Qpid JMS whose inside is not known, against a server that counts what it has outstanding. */
@Timeout(120)
class PlainJmsTest {
    private static final byte[] MESSAGE = {0, 0x53, 0x75, (byte) 0xa0, 2, 'o', 'k'};

    private Peer peer;
    private Wire wire;
    private final Taken taken = new Taken();
    private final BlockingQueue<ServerException> lost = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        System.setProperty(QpidInternals.VERSION_PROPERTY, "none");
        peer = new Peer();
        wire = new Amqp10WireProvider().open(peer.settings(), lost::add);
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty(QpidInternals.VERSION_PROPERTY);
        wire.close();
        peer.close();
    }

    @Test
    void eachOutcomeReachesTheServer() throws Exception {
        wire.subscribe(Source.status("GID"), 8, taken);
        Map<Outcome, Class<?>> outcomes = Map.of(
                Outcome.ACCEPTED,
                Accepted.class,
                Outcome.RETRY,
                Modified.class,
                Outcome.REJECTED,
                Rejected.class,
                Outcome.RELEASED,
                Released.class);
        for (Outcome outcome : Outcome.values()) {
            peer.deliver(MESSAGE);
            Delivery delivery = taken.next();
            assertArrayEquals(new byte[] {'o', 'k'}, delivery.body());
            delivery.settle(outcome);
            wire.flush();
            assertInstanceOf(outcomes.get(outcome), Taken.next(peer.outcomes));
        }
        assertNull(lost.peek());
    }

    /** What the server could not deliver for want of credit stays its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 40})
    void noMoreThanTheCreditIsUnsettled(int credit) throws Exception {
        wire.subscribe(Source.status("GID"), credit, taken);
        int all = 3 * credit + 5;
        for (int n = 0; n < all; n++) {
            peer.deliver(MESSAGE);
        }
        List<Delivery> unsettled = new ArrayList<>();
        for (int received = 0; received < all; ) {
            Delivery next = taken.poll(50);
            if (next == null) {
                // that many can be handed over
                unsettled.forEach(delivery -> delivery.settle(Outcome.ACCEPTED));
                unsettled.clear();
                wire.flush();
            } else {
                unsettled.add(next);
                received++;
            }
            assertTrue(peer.unsettled() <= credit, "unsettled: " + peer.unsettled());
        }
        unsettled.forEach(delivery -> delivery.settle(Outcome.ACCEPTED));
        wire.flush();
        for (int n = 0; n < all; n++) {
            assertInstanceOf(Accepted.class, Taken.next(peer.outcomes));
        }
    }

    @Test
    void whatIsParkedIsOutOfTheCredit() throws Exception {
        int credit = 4;
        wire.subscribe(Source.status("GID"), credit, taken);
        List<Delivery> parked = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            peer.deliver(MESSAGE);
            Delivery delivery = taken.next();
            delivery.park();
            parked.add(delivery);
        }
        parked.forEach(delivery -> delivery.settle(Outcome.ACCEPTED));
        wire.flush();
        for (int n = 0; n < 10; n++) {
            assertInstanceOf(Accepted.class, Taken.next(peer.outcomes));
        }
    }

    @Test
    void afterAStopWhatIsUnsettledCanStillBeSettled() throws Exception {
        wire.subscribe(Source.status("GID"), 8, taken);
        peer.deliver(MESSAGE);
        Delivery delivery = taken.next();
        wire.stopReceiving(Deadline.in(10_000));
        delivery.settle(Outcome.ACCEPTED);
        wire.flush();
        assertInstanceOf(Accepted.class, Taken.next(peer.outcomes));
        assertNull(lost.peek());
    }

    @Test
    void aCloseSendsWhatWaits() throws Exception {
        wire.subscribe(Source.status("GID"), 100, taken);
        peer.deliver(MESSAGE);
        taken.next().settle(Outcome.ACCEPTED);
        wire.close();
        assertInstanceOf(Accepted.class, Taken.next(peer.outcomes));
        assertNull(lost.peek());
    }

    @Test
    void aLossIsNotifiedOnceAlsoWhileTheThreadWaits() throws Exception {
        wire.subscribe(Source.status("GID"), 2, taken);
        peer.deliver(MESSAGE);
        Delivery delivery = taken.next();
        peer.closeConnection("amqp:internal-error", "test");
        ServerException e = Taken.next(lost);
        assertTrue(e.getMessage().contains("test"), e.getMessage());
        delivery.settle(Outcome.ACCEPTED);
        wire.flush();
        wire.close();
        assertNull(lost.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void anAddressThatRefusesWasNotReached() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var config = peer.config();
        config.setPort(free);
        PlainJms route = new PlainJms(
                com.alibaba.mqtt.server.network.ConnectionSettings.of(config),
                InetAddress.getLoopbackAddress(),
                1_000,
                null);
        Login login = Login.signKey("mqtt-xxx", Credentials.of("LTAI", "very-secret"), "1");
        assertThrows(JMSException.class, () -> route.connectAs(login));
        assertFalse(route.wasReached());
        assertThrows(JMSException.class, () -> route.attach(null, "nothing open"));
        route.cut();
        assertTrue(route.isCut());
        assertEquals(
                "given up",
                assertThrows(JMSException.class, () -> route.connectAs(login)).getMessage());
    }

    @Test
    void aTenthOfTheCreditIsPrefetched() {
        PlainJms route = new PlainJms(peer.settings(), InetAddress.getLoopbackAddress(), 1_000, null);
        assertEquals(0, route.prefetch(1));
        assertEquals(1, route.prefetch(10));
        assertEquals(100, route.prefetch(1_000));
        assertEquals(Short.MAX_VALUE, route.prefetch(1_000_000));
        assertEquals(101, route.acknowledgeMode());
    }
}
