package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a session and messages that only note what is done with them. */
@Timeout(60)
class PlainSourceTest {
    private static final int MAX = 2;
    private static final int MAX_BYTES = 10;

    private final List<String> settled = new ArrayList<>();
    private final BlockingQueue<Delivery> handedOver = new LinkedBlockingQueue<>();
    private final SettlementBatch<PlainSource.Settlement> batch =
            new SettlementBatch<>(settlements -> settlements.forEach(PlainSource.Settlement::settle));
    private volatile boolean closed;
    private boolean consumerClosed;
    private MessageListener listener;
    private int bursts;
    private RuntimeException failure;
    private final PlainSource source = new PlainSource(
            new GuardedReceiver(new Receiver() {
                @Override
                public void receive(Delivery delivery) {
                    if (failure != null) {
                        throw failure;
                    }
                    handedOver.add(delivery);
                }

                @Override
                public void endOfBurst(boolean mayStay) {
                    assertFalse(mayStay, "the thread is Qpid JMS'");
                    bursts++;
                }
            }),
            MAX,
            MAX_BYTES,
            batch);

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(PlainSourceTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Object unlessClosed(Object value) throws JMSException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return value;
    }

    private void attach() throws JMSException {
        MessageConsumer consumer =
                proxy(MessageConsumer.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "setMessageListener" -> {
                        listener = (MessageListener) arguments[0];
                        yield null;
                    }
                    case "getMessageSelector" -> unlessClosed("");
                    case "close" -> {
                        consumerClosed = true;
                        throw new JMSException("has gone");
                    }
                    default -> throw new AssertionError(method);
                });
        Session session = proxy(Session.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "createQueue" -> null;
            case "createConsumer" -> consumer;
            case "getAcknowledgeMode" -> unlessClosed(101);
            default -> throw new AssertionError(method);
        });
        source.attach(session, "STATUS.GID");
    }

    /** A text message that notes how it is acknowledged. */
    private Message message(String text, int deliveryCount) {
        int[] type = {0};
        return proxy(jakarta.jms.TextMessage.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getText" -> text;
            case "getIntProperty" -> {
                assertEquals("JMSXDeliveryCount", arguments[0]);
                yield deliveryCount;
            }
            case "setIntProperty" -> {
                assertEquals("JMS_AMQP_ACK_TYPE", arguments[0]);
                type[0] = (int) arguments[1];
                yield null;
            }
            case "acknowledge" -> {
                if (text.equals("gone")) {
                    throw new JMSException("connection lost");
                }
                synchronized (settled) {
                    settled.add(text + " " + type[0]);
                }
                yield null;
            }
            default -> throw new AssertionError(method);
        });
    }

    private Delivery next() throws InterruptedException {
        return handedOver.poll(20, TimeUnit.SECONDS);
    }

    private Thread receiving(String... texts) {
        Thread thread = new Thread(() -> {
            for (String text : texts) {
                listener.onMessage(message(text, 1));
            }
        });
        thread.start();
        return thread;
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void eachOutcomeHasItsNumber() throws Exception {
        attach();
        for (Outcome outcome : Outcome.values()) {
            listener.onMessage(message(outcome.name(), 1));
            next().settle(outcome);
            batch.flush();
        }
        assertEquals(List.of("ACCEPTED 1", "RETRY 4", "REJECTED 2", "RELEASED 3"), settled);
        assertEquals(Outcome.values().length, bursts);
    }

    @Test
    void aDeliveryIsWhatTheMessageIs() throws Exception {
        attach();
        listener.onMessage(message("ü", 3));
        Delivery delivery = next();
        assertNull(delivery.unreadable());
        assertEquals("ü", new String(delivery.body(), StandardCharsets.UTF_8));
        assertEquals(2, delivery.failedBefore());
    }

    @Test
    void aMessageThatIsTooLargeIsNotRead() throws Exception {
        attach();
        listener.onMessage(message("12345678901", 1));
        Delivery delivery = next();
        assertEquals("it has 11 bytes; maxMessageBytes is 10", delivery.unreadable());
        assertEquals(0, delivery.body().length);
        delivery.settle(Outcome.REJECTED);
        batch.flush();
        assertEquals(List.of("12345678901 2"), settled);
    }

    @Test
    void noMoreAreUnsettledThanMayBe() throws Exception {
        attach();
        Thread thread = receiving("a", "b", "c", "d");
        Delivery a = next();
        Delivery b = next();
        awaitWaiting(thread);
        assertTrue(handedOver.isEmpty());
        a.settle(Outcome.ACCEPTED);
        assertTrue(handedOver.isEmpty(), "the server does not have the outcome yet");
        batch.flush();
        Delivery c = next();
        awaitWaiting(thread);
        // one that is parked leaves its place, and does not leave another when it is settled
        b.park();
        Delivery d = next();
        awaitWaiting(thread);
        b.settle(Outcome.ACCEPTED);
        batch.flush();
        c.settle(Outcome.ACCEPTED);
        d.settle(Outcome.ACCEPTED);
        batch.flush();
        thread.join();
        assertEquals(List.of("a 1", "b 1", "c 1", "d 1"), settled);
    }

    @Test
    void oneThatCannotBeSettledLeavesItsPlaceToo() throws Exception {
        attach();
        Thread thread = receiving("gone", "b", "c");
        next().settle(Outcome.ACCEPTED);
        batch.flush();
        next();
        assertTrue(next() != null);
        awaitWaiting(thread);
        source.end();
        thread.join();
    }

    @Test
    void afterTheEndAllIsReleased() throws Exception {
        attach();
        Thread thread = receiving("a", "b");
        next();
        next();
        awaitWaiting(thread);
        source.end();
        thread.join();
        listener.onMessage(message("late", 1));
        batch.flush();
        assertTrue(handedOver.isEmpty());
        assertEquals(List.of("late 3"), settled);
        source.detach();
        assertTrue(consumerClosed);
    }

    @Test
    void aThreadDoesNotWaitInASessionThatHasEnded() throws Exception {
        attach();
        Thread thread = receiving("a", "b");
        next();
        next();
        awaitWaiting(thread);
        closed = true;
        thread.join();
    }

    @Test
    void anInterruptEndsNoWaitAndIsKept() throws Exception {
        attach();
        boolean[] kept = {false};
        Thread thread = new Thread(() -> {
            listener.onMessage(message("a", 1));
            listener.onMessage(message("b", 1));
            kept[0] = Thread.interrupted();
        });
        thread.start();
        Delivery a = next();
        next();
        awaitWaiting(thread);
        thread.interrupt();
        awaitWaiting(thread);
        a.settle(Outcome.ACCEPTED);
        batch.flush();
        thread.join();
        assertTrue(kept[0]);
    }

    @Test
    void aReceiverThatFailsCostsOneDelivery() throws Exception {
        attach();
        failure = new java.lang.IllegalStateException("test");
        listener.onMessage(message("a", 1));
        failure = null;
        batch.flush();
        listener.onMessage(message("b", 1));
        assertEquals(List.of("a 4"), settled);
        assertEquals(1, handedOver.size());
    }

    @Test
    void withoutAConsumerThereIsNothingToDetach() {
        source.detach();
        assertFalse(consumerClosed);
        assertSame(null, listener);
    }
}
