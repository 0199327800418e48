package com.alibaba.mqtt.server.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class CausesTest {
    private final ConnectException inner = new ConnectException("refused");
    private final IOException outer = new IOException("no connection", new IllegalStateException(inner));

    @Test
    void theOutermostAndTheInnermostOfAKindAreFound() {
        assertSame(outer, Causes.first(outer, IOException.class));
        assertSame(inner, Causes.last(outer, IOException.class));
        assertSame(inner, Causes.first(outer, ConnectException.class));
        assertTrue(Causes.has(outer, IllegalStateException.class));
    }

    @Test
    void whatIsNotThereIsNull() {
        assertNull(Causes.first(outer, Error.class));
        assertNull(Causes.last(null, Throwable.class));
        assertFalse(Causes.has(null, Throwable.class));
    }

    @Test
    void aCircleHasAnEnd() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);
        assertNull(Causes.first(one, Error.class));
        assertTrue(Causes.last(one, Exception.class) == one || Causes.last(one, Exception.class) == other);
    }

    @Test
    void aCauseThatThrowsIsNone() {
        final class Hostile extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                throw new StackOverflowError("getCause");
            }
        }

        Exception around = new Exception(new Hostile());
        assertTrue(Causes.has(around, Hostile.class));
        assertFalse(Causes.has(around, Error.class));
    }
}
