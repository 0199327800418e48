package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachingTest {
    private final Session session = session();
    private final Throwable reason = new IllegalStateException("no such queue");
    private final List<Throwable> ends = new ArrayList<>();
    private final Attaching attaching = new Attaching(ends::add);

    private static Session session() {
        return (Session) Proxy.newProxyInstance(
                AttachingTest.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                });
    }

    @Test
    void anAttachedLinkIsReturned() throws JMSException {
        assertEquals("link", attaching.attach(session, in -> in == session ? "link" : "another session's"));
        attaching.onSessionClosed(session, reason);
        assertEquals(List.of(reason), ends, "the session's end is news again");
    }

    @Test
    void aRefusalIsThrownAsItIs() {
        JMSException refusal = new JMSException("no");
        assertSame(
                refusal,
                assertThrows(
                        JMSException.class,
                        () -> attaching.attach(session, in -> {
                            throw refusal;
                        })));
        attaching.onSessionClosed(session, reason);
        assertEquals(List.of(reason), ends);
    }

    @Test
    void theEndOfTheSessionInterruptsTheWaitAndSaysWhy() {
        JMSException refused = assertThrows(
                InvalidDestinationException.class,
                () -> attaching.attach(session, in -> {
                    attaching.onSessionClosed(in, reason);
                    assertTrue(Thread.currentThread().isInterrupted());
                    throw new JMSException("interrupted");
                }));
        assertEquals("no such queue", refused.getMessage());
        assertSame(reason, refused.getCause());
        assertFalse(Thread.interrupted(), "the interrupt does not reach the caller");
        assertEquals(List.of(), ends, "it ended nothing but the attempt");
    }

    @Test
    void anEndThatComesTogetherWithTheAnswerCounts() {
        assertThrows(
                InvalidDestinationException.class,
                () -> attaching.attach(session, in -> {
                    attaching.onSessionClosed(in, reason);
                    return "link";
                }));
        assertFalse(Thread.interrupted());
    }

    @Test
    void theEndOfAnotherSessionInterruptsNothing() throws JMSException {
        assertEquals("link", attaching.attach(session, in -> {
            attaching.onSessionClosed(session(), reason);
            return Thread.currentThread().isInterrupted() ? "interrupted" : "link";
        }));
        assertEquals(List.of(reason), ends);
    }

    @Test
    void whateverAnAttemptThrowsItIsOver() {
        IllegalStateException failure = new IllegalStateException();
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> attaching.attach(session, in -> {
                            throw failure;
                        })));
        attaching.onSessionClosed(session, reason);
        assertEquals(List.of(reason), ends);
    }

    @Test
    void theEndOfTheConnectionOrOfALinkIsNotifiedAndNothingElse() {
        attaching.onConnectionFailure(reason);
        attaching.onConsumerClosed(null, reason);
        attaching.onProducerClosed(null, reason);
        attaching.onConnectionEstablished(null);
        attaching.onConnectionInterrupted(null);
        attaching.onConnectionRestored(null);
        attaching.onInboundMessage(null);
        assertEquals(List.of(reason, reason, reason), ends);
    }
}
