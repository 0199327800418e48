package com.alibaba.mqtt.server.presence.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alibaba.mqtt.server.presence.model.Uncertainty;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingWalksTest {
    private long nanos = -5;
    private final WaitingWalks walks = new WaitingWalks(() -> nanos);

    private Walk takeAfter(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        return walks.take(walk -> {});
    }

    @Test
    void aWalkByAgeBeginsNoWalkForAGapEarlier() {
        walks.add(15_000, 1_000, Uncertainty.GAP);
        walks.add(0, 500, Uncertainty.AGE);
        assertEquals(Uncertainty.GAP, walks.missed(999));
        assertNull(takeAfter(14_999));
        Walk taken = takeAfter(1);
        assertNotNull(taken);
        assertEquals(Uncertainty.GAP, taken.why());
        assertEquals(1_000, taken.cutoff());
        // it was both
        assertNull(takeAfter(1_000_000));
    }

    @Test
    void aGapWhileAWalkByAgeWaitsHasItsOwnTime() {
        walks.add(0, 500, Uncertainty.AGE);
        walks.add(15_000, 1_000, Uncertainty.GAP);
        assertNull(takeAfter(14_999));
        Walk taken = takeAfter(1);
        assertNotNull(taken);
        assertEquals(Uncertainty.GAP, taken.why());
    }

    @Test
    void aConnectionThatComesAndGoesPutsOffNoWalk() {
        walks.add(10, 1_000, Uncertainty.START);
        for (int gap = 0; gap < 5; gap++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(1);
            walks.add(10, 1_001 + gap, Uncertainty.GAP);
        }
        Walk taken = takeAfter(5);
        assertNotNull(taken);
        assertEquals(1_005, taken.cutoff());
        assertEquals(Uncertainty.GAP, taken.why());
        assertNull(takeAfter(1_000_000));
    }

    @Test
    void aWalkThroughSomeClientsIsOnItsOwn() {
        walks.add(10, 1_000, Uncertainty.GAP);
        walks.add(0, 1, Uncertainty.WATCHED, List.of("a"));
        Walk taken = takeAfter(0);
        assertNotNull(taken);
        assertEquals(List.of("a"), taken.clientIds());
        assertEquals(Uncertainty.NONE, walks.missed(1_000));
        assertEquals(Uncertainty.GAP, walks.missed(999));
    }
}
