package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import jakarta.jms.Session;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.qpid.jms.JmsQueue;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConnectionId;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.meta.JmsConsumerId;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsSessionInfo;
import org.apache.qpid.jms.provider.NoOpAsyncResult;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.amqp.AmqpSession;
import org.junit.jupiter.api.Test;

/** With an engine that is not connected. */
class BypassTest {
    private static final String ADDRESS = "STATUS.GID";

    private final List<String> done = new ArrayList<>();
    private final List<Delivery> received = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean noTasks;
    private final Bypass bypass = new Bypass(settings(), InetAddress.getLoopbackAddress(), 0, null);

    private final AmqpSession session =
            new AmqpSession(null, new JmsSessionInfo(new JmsConnectionInfo(new JmsConnectionId("ID:1")), 1), null) {
                @Override
                public ScheduledFuture<?> schedule(Runnable task, long delay) {
                    if (noTasks) {
                        throw new IllegalStateException("no room");
                    }
                    tasks.add(task);
                    return null;
                }
            };

    private final Receiver receiver = new Receiver() {
        @Override
        public void receive(Delivery delivery) {
            received.add(delivery);
        }

        @Override
        public void endOfBurst(boolean mayStay) {
            assertFalse(mayStay, "this thread reads the socket");
            done.add("burst of " + received.size());
        }
    };

    private static ConnectionSettings settings() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(5672);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        return ConnectionSettings.of(config);
    }

    private JmsConsumerInfo consumer(String address) {
        JmsConsumerInfo info = new JmsConsumerInfo(new JmsConsumerId("ID:1", 1, 1), null);
        info.setDestination(new JmsQueue(address));
        info.getId().setProviderHint(new AmqpConsumer(session, info, null));
        return info;
    }

    private void arrive(JmsInboundMessageDispatch message, String address) {
        JmsConsumerInfo info = consumer(address);
        message.setConsumerInfo(info);
        message.setConsumerId(info.getId());
        bypass.onInboundMessage(message);
    }

    @Test
    void aBurstEndsOnceAfterAllThatCame() throws Exception {
        bypass.open(ADDRESS, 100, receiver);
        for (int n = 0; n < 3; n++) {
            arrive(Messages.envelope(n, Messages.received(new byte[] {1})), ADDRESS);
        }
        assertEquals(1, tasks.size());
        tasks.remove(0).run();
        arrive(Messages.envelope(3, Messages.received(new byte[] {1})), ADDRESS);
        tasks.remove(0).run();
        assertEquals(List.of("burst of 3", "burst of 4"), done);
    }

    @Test
    void withoutATaskABurstEndsImmediately() {
        noTasks = true;
        bypass.open(ADDRESS, 100, receiver);
        arrive(new Link.Unreadable(0, "it is no message"), ADDRESS);
        arrive(new Link.Unreadable(1, "it is no message"), ADDRESS);
        assertEquals(List.of("burst of 1", "burst of 2"), done);
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        bypass.open(ADDRESS, 100, receiver);
        arrive(new Link.Unreadable(0, "it is no message"), ADDRESS);
        JmsInboundMessageDispatch again = Messages.envelope(1, Messages.received(new byte[] {1, 2}));
        again.getMessage().getFacade().setRedeliveryCount(3);
        arrive(again, ADDRESS);
        assertEquals("it is no message", received.get(0).unreadable());
        assertEquals(0, received.get(0).body().length);
        assertNull(received.get(1).unreadable());
        assertEquals(2, received.get(1).body().length);
        assertEquals(3, received.get(1).failedBefore());
    }

    @Test
    void whatIsNotReceivedAnyMoreIsLeftToTheLink() {
        arrive(new Link.Unreadable(0, "early"), ADDRESS);
        bypass.open(ADDRESS, 100, receiver);
        bypass.close(ADDRESS);
        arrive(new Link.Unreadable(0, "late"), ADDRESS);
        assertEquals(List.of(), received);
        assertEquals(List.of(), tasks);
    }

    @Test
    void sourcesAreApart() {
        List<Delivery> others = new ArrayList<>();
        bypass.open(ADDRESS, 100, receiver);
        bypass.open("orders", 100, new Receiver() {
            @Override
            public void receive(Delivery delivery) {
                others.add(delivery);
                throw new IllegalStateException("test");
            }

            @Override
            public void endOfBurst(boolean mayStay) {
                throw new IllegalStateException("test");
            }
        });
        arrive(new Link.Unreadable(0, "a"), "orders");
        arrive(new Link.Unreadable(1, "b"), ADDRESS);
        assertEquals(2, tasks.size());
        tasks.forEach(Runnable::run);
        assertEquals(1, others.size());
        assertEquals("b", received.get(0).unreadable());
        assertEquals(List.of("burst of 1"), done);
    }

    @Test
    void settlingWithoutAConnectionIsLeftToTheServer() {
        bypass.open(ADDRESS, 100, receiver);
        arrive(new Link.Unreadable(0, "it is no message"), ADDRESS);
        received.get(0).settle(Outcome.REJECTED);
        bypass.cut();
        bypass.flush();
        bypass.stopReceiving(Deadline.in(1));
        bypass.beforeClose();
        assertTrue(bypass.isCut());
        assertFalse(bypass.wasReached());
    }

    @Test
    void aFailureToConnectIsKeptForWhoCreatesTheConnection() {
        bypass.cut();
        JmsConnectionInfo info = new JmsConnectionInfo(new JmsConnectionId("ID:1"));
        // without what it needs
        bypass.connect(null);
        ProviderException failure =
                assertThrows(ProviderException.class, () -> bypass.create(info, new NoOpAsyncResult()));
        assertSame(failure, assertThrows(ProviderException.class, () -> bypass.create(info, new NoOpAsyncResult())));
    }

    @Test
    void theListenerIsNotifiedOfAFailure() {
        List<Throwable> failures = new ArrayList<>();
        bypass.onFailure(failures::add);
        ProviderException failure = new ProviderException("cut");
        // Qpid JMS listens too
        assertThrows(NullPointerException.class, () -> bypass.onConnectionFailure(failure));
        assertEquals(List.of(failure), failures);
    }

    @Test
    void theEngineCountsAllOfTheCredit() {
        assertEquals(Session.CLIENT_ACKNOWLEDGE, bypass.acknowledgeMode());
        assertEquals(1, bypass.prefetch(1));
        assertEquals(1_000, bypass.prefetch(1_000));
        assertEquals(Short.MAX_VALUE, bypass.prefetch(100_000));
    }
}
