package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.config.ConsumerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
}
