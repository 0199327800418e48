package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsumerHealthTest {
    private final FakeServer server = new FakeServer();
    private final ServerConsumer consumer = new ServerConsumer(FakeServer.config(), new ConsumerConfig(), server);

    @AfterEach
    void stop() throws Exception {
        consumer.stop();
    }

    @Test
    void ofANewConsumer() {
        ConsumerHealth health = consumer.health();
        assertEquals(ConnectionState.NEW, health.state());
        assertFalse(health.isUp());
        assertFalse(health.paused());
        assertFalse(health.stuck());
        assertNull(health.cause());
        assertNull(health.lastDelivery());
        assertNull(health.lag());
        assertEquals(List.of(), health.pausedSources());
        assertEquals(0, health.unsettled() + health.parked() + health.hanging());
    }

    @Test
    void countsWhatHappensAndStaysAsItWas() throws Exception {
        consumer.subscribeStatus("GID_a", notice -> {
            if (notice.getClientId().equals("bad")) {
                throw new IllegalStateException("thrown by the test");
            }
        });
        consumer.start();
        FakeWire wire = server.nextWire();
        ConsumerHealth before = consumer.health();
        wire.deliver("GID_a", FakeServer.connect("c", System.currentTimeMillis() - 5_000))
                .outcome();
        wire.deliver("GID_a", FakeServer.connect("bad", 1)).outcome();
        wire.deliver("GID_a", "malformed").outcome();
        ConsumerHealth health = consumer.health();
        assertEquals(3, health.received());
        assertEquals(1, health.processed());
        assertEquals(1, health.failed());
        assertEquals(1, health.malformed());
        assertEquals(1, health.undeliverable());
        assertEquals(0, health.notNow());
        assertNull(health.lag(), "the last time was none");
        assertTrue(health.lastDelivery().toEpochMilli() >= before.since().toEpochMilli());
        assertEquals(0, before.received());
        wire.deliver("GID_a", FakeServer.connect("c", System.currentTimeMillis() - 5_000))
                .outcome();
        Duration lag = consumer.health().lag();
        assertTrue(lag.toMillis() >= 5_000 && lag.toMillis() < 60_000, "lag: " + lag);
    }

    @Test
    void saysWhyTheConnectionIsNotUp() throws Exception {
        consumer.start();
        server.refusals.add(FakeServer.loginRefused());
        consumer.pause();
        assertFalse(consumer.health().isUp());
        assertTrue(consumer.health().paused());
        consumer.resume();
        assertTrue(consumer.health().isUp());
        server.nextWire().cut();
        ConsumerHealth lost = consumer.health();
        assertTrue(lost.cause() == null || !lost.cause().getCode().isEmpty());
        server.nextWire();
        Wait.until(() -> consumer.health().reconnects() == 1);
        assertEquals(ConnectionState.CONNECTED, consumer.health().state());
        consumer.stop();
        assertEquals(ConnectionState.STOPPED, consumer.health().state());
        assertFalse(consumer.health().isUp());
    }

    @Test
    void aFailedStartIsItsCause() {
        server.refusals.add(FakeServer.loginRefused());
        try {
            consumer.start();
        } catch (java.io.IOException | java.util.concurrent.TimeoutException e) {
            assertEquals(ErrorCode.LOGIN_REFUSED, consumer.health().cause().getCode());
        }
        assertTrue(consumer.health().toString().contains("cause="), consumer.health()::toString);
        assertTrue(consumer.health().toString().startsWith("ConsumerHealth[NEW"), consumer.health()::toString);
    }
}
