package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.network.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each way through {@link DeliveryState}, on one thread. */
class OutstandingDeliveryTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final ConsumerConfig config = new ConsumerConfig();
    private final List<String> heard = new ArrayList<>();
    private RuntimeException thrown;
    private final OneSource source = new OneSource(config, notice -> {
        heard.add(notice.getClientId());
        if (thrown != null) {
            throw thrown;
        }
    });

    private OutstandingDelivery add(FakeDelivery delivery) {
        OutstandingDelivery added = source.outstanding(delivery);
        assertTrue(source.lanes.add(added));
        return added;
    }

    private OutstandingDelivery add(String clientId) {
        return add(OneSource.notice(clientId));
    }

    private static Outcome outcome(OutstandingDelivery delivery) throws Exception {
        return ((FakeDelivery) delivery.delivery).outcome();
    }

    private static boolean isSettled(OutstandingDelivery delivery) {
        return ((FakeDelivery) delivery.delivery).isSettled();
    }

    @Test
    void waitsAndIsSettledWhenItsListenerReturned() throws Exception {
        OutstandingDelivery delivery = add("c");
        assertEquals(DeliveryState.WAITING, delivery.state());
        source.work();
        assertEquals(DeliveryState.SETTLED, delivery.state());
        assertEquals(Outcome.ACCEPTED, outcome(delivery));
        assertEquals(List.of("c"), heard);
        assertEquals(1, source.settling.counters.processed.sum());
    }

    @Test
    void isRunningWhileItsListenerIsCalled() {
        List<DeliveryState> seen = new ArrayList<>();
        OutstandingDelivery[] own = new OutstandingDelivery[1];
        source.decoders.put(OneSource.SOURCE, Decoders.ofNotices(notice -> seen.add(own[0].state())));
        own[0] = add("c");
        source.work();
        assertEquals(List.of(DeliveryState.RUNNING), seen);
    }

    @Test
    void pausesAfterAFailureAndGoesBackThen() throws Exception {
        thrown = new IllegalStateException("thrown by the test");
        OutstandingDelivery delivery = add("c");
        source.work();
        assertEquals(DeliveryState.PAUSING, delivery.state());
        assertFalse(isSettled(delivery));
        assertEquals(1, source.settling.pauses.size());
        assertEquals(1, source.ticks);
        source.settling.pauses.end();
        assertEquals(DeliveryState.SETTLED, delivery.state());
        assertEquals(Outcome.RETRY, outcome(delivery));
        assertEquals(1, source.settling.counters.failed.sum());
    }

    @Test
    void aPauseEndsWithItsConnectionAndOthersDoNot() {
        thrown = new IllegalStateException("thrown by the test");
        OutstandingDelivery delivery = add("c");
        source.work();
        source.settling.pauses.forget(new Connection());
        assertEquals(DeliveryState.PAUSING, delivery.state());
        source.settling.pauses.forget(source.connection);
        assertEquals(DeliveryState.LOST, delivery.state());
        source.settling.pauses.end();
        assertFalse(isSettled(delivery));
    }

    @Test
    void isHeldWhileItsListenerSaysNotNowAndTriedAgainFirst() throws Exception {
        thrown = new NotNowException("away", Duration.ofSeconds(1));
        OutstandingDelivery first = add("c");
        OutstandingDelivery second = add("c");
        OutstandingDelivery other = add("d");
        source.work();
        OutstandingDelivery late = add("e");
        for (OutstandingDelivery each : List.of(first, second, other, late)) {
            assertEquals(DeliveryState.HELD, each.state());
        }
        assertEquals("away", source.gate.pause().why());
        thrown = null;
        source.lanes.openGates(System.nanoTime() + HOUR_NANOS, HOUR_NANOS);
        assertEquals(DeliveryState.WAITING, first.state());
        assertEquals(DeliveryState.HELD, second.state());
        source.work();
        assertEquals(DeliveryState.SETTLED, first.state());
        source.lanes.openGates(System.nanoTime() + HOUR_NANOS, HOUR_NANOS);
        source.work();
        for (OutstandingDelivery each : List.of(first, second, other, late)) {
            assertEquals(DeliveryState.SETTLED, each.state());
            assertEquals(Outcome.ACCEPTED, outcome(each));
        }
        assertNull(source.gate.pause());
        assertEquals(List.of("c", "c", "c", "d", "e"), heard);
        assertEquals(1, source.settling.counters.notNow.sum());
        assertEquals(0, source.settling.counters.failed.sum());
    }

    @Test
    void isRefusedTwiceAndStaysHeld() {
        thrown = new NotNowException("away", Duration.ofSeconds(1));
        OutstandingDelivery first = add("c");
        OutstandingDelivery second = add("c");
        source.work();
        source.lanes.openGates(System.nanoTime() + HOUR_NANOS, HOUR_NANOS);
        source.work();
        assertEquals(DeliveryState.HELD, first.state());
        assertEquals(DeliveryState.HELD, second.state());
        assertEquals(2, source.settling.counters.notNow.sum());
    }

    @Test
    void whatSaysNotNowAfterTheStopGoesBack() throws Exception {
        thrown = new NotNowException("away", Duration.ofSeconds(1));
        OutstandingDelivery[] own = new OutstandingDelivery[1];
        source.decoders.put(OneSource.SOURCE, Decoders.ofNotices(notice -> {
            source.lanes.stop();
            throw thrown;
        }));
        own[0] = add("c");
        source.work();
        assertEquals(DeliveryState.SETTLED, own[0].state());
        assertEquals(Outcome.RELEASED, outcome(own[0]));
    }

    @Test
    void isParkedOnceAndStaysItUntilItEnds() throws Exception {
        OutstandingDelivery delivery = add("c");
        delivery.park();
        delivery.park();
        assertEquals(DeliveryState.PARKED, delivery.state());
        assertEquals(1, source.settling.parked.count());
        assertTrue(((FakeDelivery) delivery.delivery).parked);
        source.work();
        assertEquals(DeliveryState.SETTLED, delivery.state());
        assertEquals(0, source.settling.parked.count());
    }

    @Test
    void whatIsParkedAndHeldIsParkedAgain() {
        thrown = new NotNowException("away", Duration.ofSeconds(1));
        OutstandingDelivery delivery = add("c");
        delivery.park();
        source.work();
        assertEquals(DeliveryState.HELD, delivery.state());
        assertEquals(1, source.settling.parked.count());
        source.lanes.openGates(System.nanoTime() + HOUR_NANOS, HOUR_NANOS);
        assertEquals(DeliveryState.PARKED, delivery.state());
        thrown = null;
        source.work();
        assertEquals(DeliveryState.SETTLED, delivery.state());
        assertEquals(0, source.settling.parked.count());
    }

    @Test
    void isNotParkedWithoutRoomOrConnection() {
        config.setMaxParked(0);
        OneSource full = new OneSource(config, notice -> {});
        OutstandingDelivery delivery = full.outstanding("c");
        delivery.park();
        assertEquals(DeliveryState.WAITING, delivery.state());
        OutstandingDelivery lost = add("c");
        source.lose();
        lost.park();
        assertEquals(DeliveryState.WAITING, lost.state());
        assertFalse(((FakeDelivery) lost.delivery).parked);
    }

    @Test
    void isLostWithItsConnectionAndNeverCalled() {
        OutstandingDelivery waiting = add("c");
        waiting.park();
        OutstandingDelivery begun = add("d");
        source.lanes.forget(task -> task == waiting && ((OutstandingDelivery) task).forgetIfFrom(source.connection));
        assertEquals(DeliveryState.LOST, waiting.state());
        assertEquals(0, source.settling.parked.count());
        assertFalse(begun.forgetIfFrom(new Connection()));
        source.lose();
        source.work();
        assertEquals(DeliveryState.LOST, begun.state());
        assertEquals(List.of(), heard);
        assertFalse(isSettled(begun));
    }

    @Test
    void aTrialThatIsLostSaysNothingAboutTheGate() {
        thrown = new NotNowException("away", Duration.ofSeconds(1));
        OutstandingDelivery delivery = add("c");
        source.work();
        source.lanes.openGates(System.nanoTime() + HOUR_NANOS, HOUR_NANOS);
        source.lose();
        source.work();
        assertEquals(DeliveryState.LOST, delivery.state());
        assertNotNull(source.gate.pause());
    }

    /** Cannot be settled the first time. */
    private static final class Stubborn extends FakeDelivery {
        private boolean failed;

        Stubborn() {
            super(FakeServer.connect("c", 1), Map.of());
        }

        @Override
        public void settle(Outcome outcome) {
            if (!failed) {
                failed = true;
                throw new OutOfMemoryError("thrown by the test");
            }
            super.settle(outcome);
        }
    }

    @Test
    void whatCannotBeSettledIsSettledLaterWithTheSameOutcome() throws Exception {
        OutstandingDelivery delivery = add(new Stubborn());
        source.work();
        assertEquals(DeliveryState.PAUSING, delivery.state());
        assertTrue(source.broken.isOn());
        source.settling.pauses.end();
        assertEquals(DeliveryState.SETTLED, delivery.state());
        assertEquals(Outcome.ACCEPTED, outcome(delivery));
        assertEquals(List.of("c"), heard);
    }

    @Test
    void aStepThatIsNotDrawnIsAnErrorInTests() {
        OutstandingDelivery delivery = add("c");
        source.work();
        assertThrows(AssertionError.class, () -> delivery.settle(Outcome.ACCEPTED));
    }

    @Test
    void anInterruptThatAListenerLeavesIsNotTheNextOnes() {
        source.decoders.put(
                OneSource.SOURCE,
                Decoders.ofNotices(notice -> Thread.currentThread().interrupt()));
        add("c");
        source.work();
        assertFalse(Thread.interrupted());
    }
}
