package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.network.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final long NONE = 77;

    private final OneSource source = new OneSource(new ConsumerConfig(), notice -> {});
    private final Pauses pauses = source.settling.pauses;
    private final List<String> settled = new ArrayList<>();

    /** Remembers when it is settled, and cannot be settled while that is forbidden. */
    private final class Remembered extends FakeDelivery {
        private final String name;
        private boolean isForbidden;

        Remembered(String name) {
            super(FakeServer.connect(name, 1), Map.of());
            this.name = name;
        }

        @Override
        public void settle(Outcome outcome) {
            if (isForbidden) {
                throw new OutOfMemoryError("thrown by the test");
            }
            settled.add(name + " " + outcome);
        }
    }

    private Remembered add(String name, Outcome outcome, long millis) {
        Remembered delivery = new Remembered(name);
        assertTrue(pauses.add(source.outstanding(delivery), outcome, millis));
        return delivery;
    }

    @Test
    void onlyThoseThatAreOverAreSettledInTheOrderOfTheirEnds() {
        assertEquals(NONE, pauses.leftMillis(NONE));
        add("later", Outcome.RETRY, 0);
        add("sooner", Outcome.RELEASED, -1);
        add("long", Outcome.RETRY, 100_000);
        pauses.settle();
        assertEquals(List.of("sooner RELEASED", "later RETRY"), settled);
        assertEquals(1, pauses.size());
        long left = pauses.leftMillis(NONE);
        assertTrue(left > 90_000 && left <= 100_001, "left: " + left);
    }

    @Test
    void oneThatIsOverNeedsAtLeastAMillisecond() {
        add("over", Outcome.RETRY, -50);
        assertEquals(1, pauses.leftMillis(NONE));
    }

    @Test
    void theEndSettlesAllAndTakesNoMore() {
        add("a", Outcome.RETRY, 100_000);
        add("b", Outcome.REJECTED, 50_000);
        pauses.end();
        assertEquals(List.of("b REJECTED", "a RETRY"), settled);
        OutstandingDelivery late = source.outstanding("c");
        assertFalse(pauses.add(late, Outcome.RETRY, 1));
        assertEquals(DeliveryState.WAITING, late.state());
    }

    @Test
    void whatCannotBeSettledIsTriedAgainWhileItsConnectionIsOpen() {
        Remembered stubborn = add("stubborn", Outcome.RETRY, -1);
        stubborn.isForbidden = true;
        pauses.settle();
        assertEquals(1, pauses.size());
        assertTrue(source.broken.isOn());
        stubborn.isForbidden = false;
        pauses.end();
        assertEquals(List.of("stubborn RETRY"), settled);
    }

    @Test
    void whatCannotBeSettledAndHasNoConnectionIsForgotten() {
        add("stubborn", Outcome.RETRY, -1).isForbidden = true;
        source.lose();
        pauses.settle();
        assertEquals(0, pauses.size());
        assertEquals(List.of(), settled);
    }

    @Test
    void theParkedRoomIsBoundedByCountAndByBytes() {
        ParkedRoom room = new ParkedRoom(2, 100);
        assertTrue(room.add(60));
        assertFalse(room.add(41), "too many bytes");
        assertTrue(room.add(40));
        assertFalse(room.add(0), "too many");
        room.remove(60);
        assertEquals(1, room.count());
        assertTrue(room.add(60));
    }

    @Test
    void theCreditKeepsTheBoundOfBytesEvenIfAllAreLarge() {
        ConsumerConfig config = new ConsumerConfig();
        assertEquals(1_000, DeliverySettings.of(config).credit());
        config.setMaxUnsettled(10);
        assertEquals(10, DeliverySettings.of(config).credit());
        config.setMaxUnsettledBytes(3L * config.getMaxMessageBytes());
        assertEquals(3, DeliverySettings.of(config).credit());
        config.setMaxMessageBytes(Integer.MAX_VALUE);
        assertEquals(1, DeliverySettings.of(config).credit());
    }
}
