package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void doublesUpToTheLongestPause() {
        BackOff backOff = new BackOff(3_200, () -> 0);
        assertEquals(
                java.util.List.of(100L, 200L, 400L, 800L, 1_600L, 3_200L, 3_200L),
                IntStream.range(0, 7).mapToObj(backOff::pauseMillis).toList());
        assertEquals(3_200, backOff.pauseMillis(Integer.MAX_VALUE));
    }

    @Test
    void isShortenedByUpToHalfAndNeverZero() {
        assertEquals(1_600, new BackOff(3_200, () -> 0.999_999).pauseMillis(5));
        assertEquals(1, new BackOff(1, () -> 0).pauseMillis(0));
    }
}
