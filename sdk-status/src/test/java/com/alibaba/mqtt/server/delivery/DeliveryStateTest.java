package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The drawing in {@link DeliveryState} as a table. */
class DeliveryStateTest {
    @ParameterizedTest
    @CsvSource({
        "WAITING, PARKED HELD RUNNING PAUSING SETTLED LOST",
        "PARKED,  HELD RUNNING SETTLED LOST",
        "HELD,    WAITING PARKED SETTLED LOST",
        "RUNNING, HELD PAUSING SETTLED LOST",
        "PAUSING, SETTLED LOST",
        "SETTLED, ''",
        "LOST,    ''",
    })
    void whatMayComeNext(DeliveryState state, String next) {
        assertEquals(
                next,
                Arrays.stream(DeliveryState.values())
                        .filter(state::mayBecome)
                        .map(DeliveryState::name)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void fromEachStateThereIsAnEnd() {
        for (DeliveryState state : DeliveryState.values()) {
            assertEquals(!state.isLast(), state.mayBecome(DeliveryState.SETTLED), state.name());
            assertEquals(!state.isLast(), state.mayBecome(DeliveryState.LOST), state.name());
        }
        assertTrue(DeliveryState.SETTLED.isLast());
        assertFalse(DeliveryState.PAUSING.isLast());
    }
}
