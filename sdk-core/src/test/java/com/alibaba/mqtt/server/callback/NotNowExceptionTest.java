package com.alibaba.mqtt.server.callback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotNowExceptionTest {
    @Test
    void holdsWhatItWasGiven() {
        Exception cause = new IllegalStateException();
        NotNowException thrown = new NotNowException("away", Duration.ofMinutes(10), cause);
        assertEquals("away", thrown.getMessage());
        assertEquals(Duration.ofMinutes(10), thrown.pause());
        assertSame(cause, thrown.getCause());
        assertNull(new NotNowException(null, Duration.ofMillis(10)).getCause());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"PT0S", "PT0.009999999S", "PT-1S", "PT10M0.000000001S", "PT2562047788015215H"})
    void refusesAPauseOutOfBounds(Duration pause) {
        assertThrows(IllegalArgumentException.class, () -> new NotNowException("away", pause));
    }
}
