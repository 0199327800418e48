package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of failures, malformed deliveries and what cannot be handed over. */
class SettlingTest {
    private final ConsumerConfig config = new ConsumerConfig();
    private final List<String> notified = new ArrayList<>();

    /** Fails each call. */
    private final StatusListener failing = new StatusListener() {
        @Override
        public void process(StatusNotice notice) {
            throw new IllegalStateException("failed");
        }

        @Override
        public void givenUp(StatusNotice notice, Throwable lastFailure) {
            notified.add("listener " + notice.getClientId() + " " + lastFailure.getMessage());
            throw new IllegalStateException("thrown by the test");
        }
    };

    private static FakeDelivery receive(OneSource source, FakeDelivery delivery) {
        source.inbox.receive(delivery);
        source.work();
        return delivery;
    }

    private static FakeDelivery receive(OneSource source, String body) {
        return receive(source, new FakeDelivery(body));
    }

    /** Says how often it failed before, as a server that counts does. */
    private static final class Counted extends FakeDelivery {
        private final int failedBefore;

        Counted(int failedBefore) {
            super(FakeServer.connect("c", 1), Map.of());
            this.failedBefore = failedBefore;
        }

        @Override
        public int failedBefore() {
            return failedBefore;
        }
    }

    @Test
    void theLastAttemptIsRejectedAndBothAreNotified() throws Exception {
        config.setMaxAttempts(3);
        config.setUndeliverableListener((source, body, cause) -> {
            notified.add(source + " " + cause.getMessage());
            throw new IllegalStateException("thrown by the test");
        });
        OneSource source = new OneSource(config, failing);
        assertFalse(receive(source, new Counted(0)).isSettled());
        assertEquals(List.of(), notified);
        FakeDelivery last = receive(source, new Counted(2));
        assertEquals(Outcome.REJECTED, last.outcome());
        assertEquals(List.of("listener c failed", "GID_a failed"), notified);
        assertEquals(1, source.settling.counters.undeliverable.sum());
        assertEquals(2, source.settling.counters.failed.sum());
    }

    @Test
    void theLastAttemptIsRejectedAlsoIfNobodyListens() throws Exception {
        config.setMaxAttempts(1);
        OneSource source = new OneSource(config, failing);
        assertEquals(Outcome.REJECTED, receive(source, new Counted(0)).outcome());
        assertEquals(1, source.settling.counters.undeliverable.sum());
        assertFalse(source.settling.isNotifiedOfMalformed());
    }

    @Test
    void whatIsMalformedIsRejectedImmediatelyIfNobodyIsNotified() throws Exception {
        OneSource source = new OneSource(config, notice -> {});
        assertEquals(Outcome.REJECTED, receive(source, "malformed").outcome());
        assertEquals(1, source.settling.counters.malformed.sum());
        assertEquals(1, source.settling.counters.undeliverable.sum());
        assertEquals(1, source.settling.counters.received.sum());
        assertTrue(source.lanes.isEmpty());
    }

    @Test
    void whatIsMalformedIsRejectedAfterSomebodyWasNotifiedOnALane() throws Exception {
        config.setUndeliverableListener((source, body, cause) -> notified.add(source + " " + body.length));
        OneSource source = new OneSource(config, notice -> {});
        FakeDelivery delivery = new FakeDelivery("malformed");
        source.inbox.receive(delivery);
        assertEquals(List.of(), notified, "not in the thread of the wire");
        source.work();
        assertEquals(Outcome.REJECTED, delivery.outcome());
        assertEquals(List.of("GID_a 9"), notified);
        assertEquals(0, source.settling.counters.processed.sum());
    }

    @Test
    void whatTheWireCannotReadIsMalformed() throws Exception {
        OneSource source = new OneSource(config, notice -> {});
        FakeDelivery delivery = new FakeDelivery("") {
            @Override
            public String unreadable() {
                return "larger than allowed";
            }
        };
        assertEquals(Outcome.REJECTED, receive(source, delivery).outcome());
        assertEquals(1, source.settling.counters.malformed.sum());
    }

    @Test
    void whatTheListenerDidNotAskForIsDone() throws Exception {
        OneSource source = new OneSource(config, failing);
        source.decoders.put(OneSource.SOURCE, delivery -> null);
        assertEquals(Outcome.ACCEPTED, receive(source, "{}").outcome());
        assertEquals(0, source.settling.counters.processed.sum());
    }

    @Test
    void withoutAListenerItGoesBack() throws Exception {
        OneSource source = new OneSource(config, failing);
        source.decoders.clear();
        assertEquals(Outcome.RELEASED, receive(source, "{}").outcome());
    }

    @Test
    void afterTheStopItGoesBack() throws Exception {
        OneSource source = new OneSource(config, failing);
        source.lanes.stop();
        assertEquals(
                Outcome.RELEASED, receive(source, FakeServer.connect("c", 1)).outcome());
        assertEquals(0, source.settling.counters.failed.sum());
    }

    @Test
    void whatSaysNothingAboutTheDeliveryGivesItBackAfterAPauseThatGrows() throws Exception {
        OneSource source = new OneSource(config, notice -> {});
        Decoder good = source.decoders.get(OneSource.SOURCE);
        source.decoders.put(OneSource.SOURCE, delivery -> {
            throw new NoClassDefFoundError("com/example/Missing");
        });
        FakeDelivery first = receive(source, FakeServer.connect("c", 1));
        long left = source.settling.pauses.leftMillis(0);
        assertTrue(left > 0 && left <= 51, "left: " + left);
        FakeDelivery second = receive(source, FakeServer.connect("c", 2));
        assertEquals(2, source.settling.pauses.size());
        assertEquals(2, source.settling.counters.failed.sum());
        assertEquals(0, source.settling.counters.malformed.sum());
        source.settling.pauses.end();
        assertEquals(Outcome.RELEASED, first.outcome());
        assertEquals(Outcome.RELEASED, second.outcome());
        source.decoders.put(OneSource.SOURCE, good);
        assertEquals(
                Outcome.ACCEPTED, receive(source, FakeServer.connect("c", 3)).outcome());
    }

    @Test
    void afterTheEndOfThePausesItIsSettledImmediately() throws Exception {
        OneSource source = new OneSource(config, failing);
        source.settling.pauses.end();
        assertEquals(Outcome.RETRY, receive(source, new Counted(0)).outcome());
        assertEquals(0, source.settling.pauses.size());
    }

    @Test
    void theCountersKnowTheLastDeliveryAndItsAge() {
        OneSource source = new OneSource(config, notice -> {});
        assertEquals(0, source.settling.counters.lastMillis);
        long now = System.currentTimeMillis();
        receive(source, FakeServer.connect("c", now - 1_000));
        assertTrue(source.settling.counters.lastMillis >= now);
        assertEquals(now - 1_000, source.settling.counters.lastBornMillis);
        // not in milliseconds
        receive(source, FakeServer.connect("c", 1_700_000_000));
        assertEquals(0, source.settling.counters.lastBornMillis);
    }
}
