package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerMetricsTest {
    @Test
    void showsTheHealth() throws Exception {
        FakeServer server = new FakeServer();
        ServerConsumer consumer = new ServerConsumer(FakeServer.config(), new ConsumerConfig(), server);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ConsumerMetrics(consumer, "consumer", "one").bindTo(registry);
        assertEquals(0, registry.get("mqtt.consumer.up").gauge().value());
        consumer.start();
        consumer.subscribeStatus("GID_a", notice -> {});
        server.nextWire()
                .deliver("GID_a", FakeServer.connect("c", System.currentTimeMillis() - 60_000))
                .outcome();
        assertEquals(1, registry.get("mqtt.consumer.up").gauge().value());
        assertEquals(
                1,
                registry.get("mqtt.consumer.received")
                        .tag("consumer", "one")
                        .functionCounter()
                        .count());
        assertEquals(60, Math.round(registry.get("mqtt.consumer.lag").gauge().value() / 10) * 10);
        consumer.stop();
    }

    @Test
    void saysWhichWireWasFound() throws Exception {
        ServerConsumer consumer = new ServerConsumer(FakeServer.config(), new ConsumerConfig(), new FakeServer());
        assertNull(consumer.health().protocol());
        assertEquals("unknown", wire(new ConsumerMetrics(consumer)));
        consumer.start();
        assertEquals(Protocol.AMQP_1_0, consumer.health().protocol());
        assertEquals("amqp-1.0", wire(new ConsumerMetrics(consumer)));
        consumer.stop();
        assertEquals(Protocol.AMQP_1_0, consumer.health().protocol());
    }

    private static @Nullable String wire(ConsumerMetrics metrics) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        return registry.get("mqtt.consumer.up").gauge().getId().getTag("wire");
    }
}
