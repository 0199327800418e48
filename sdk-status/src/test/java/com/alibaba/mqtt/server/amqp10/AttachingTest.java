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
import org.junit.jupiter.api.Test;

class AttachingTest {
    private final Session session = session();
    private final Throwable reason = new IllegalStateException("no such queue");
    private final Attaching attaching = new Attaching();

    private static Session session() {
        return (Session) Proxy.newProxyInstance(
                AttachingTest.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                });
    }

    @Test
    void anAttachedLinkIsReturned() throws JMSException {
        assertEquals("link", attaching.attach(session, in -> in == session ? "link" : "another session's"));
        assertFalse(attaching.end(session, reason), "the session's end is news again");
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
        assertFalse(attaching.end(session, reason));
    }

    @Test
    void theEndOfTheSessionInterruptsTheWaitAndSaysWhy() {
        JMSException refused = assertThrows(
                InvalidDestinationException.class,
                () -> attaching.attach(session, in -> {
                    assertTrue(attaching.end(in, reason));
                    assertTrue(Thread.currentThread().isInterrupted());
                    throw new JMSException("interrupted");
                }));
        assertEquals("no such queue", refused.getMessage());
        assertSame(reason, refused.getCause());
        assertFalse(Thread.interrupted(), "the interrupt does not reach the caller");
    }

    @Test
    void anEndThatComesTogetherWithTheAnswerCounts() {
        assertThrows(
                InvalidDestinationException.class,
                () -> attaching.attach(session, in -> attaching.end(in, reason) ? "link" : "no end"));
        assertFalse(Thread.interrupted());
    }

    @Test
    void theEndOfAnotherSessionInterruptsNothing() throws JMSException {
        assertEquals("link", attaching.attach(session, in -> attaching.end(session(), reason) ? "ended" : "link"));
    }
}
