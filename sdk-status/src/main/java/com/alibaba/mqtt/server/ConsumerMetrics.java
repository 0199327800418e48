package com.alibaba.mqtt.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * A consumer's {@linkplain ServerConsumer#health() health} as Micrometer meters, all named {@code mqtt.consumer...}. Needs
 * {@code micrometer-core}, which the SDK does not bring.
 *
 * <pre>{@code new ConsumerMetrics(consumer).bindTo(registry);}</pre>
 */
public final class ConsumerMetrics implements MeterBinder {
    private final ServerConsumer consumer;
    private final Tags tags;

    /**
     * Creates the meters of a consumer, whose numbers are read when a registry asks for them.
     *
     * @param tags distinguish several consumers of one registry; none are needed for one
     */
    public ConsumerMetrics(ServerConsumer consumer, String... tags) {
        this.consumer = consumer;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "up", health -> health.isUp() ? 1 : 0);
        gauge(registry, "unsettled", ConsumerHealth::unsettled);
        gauge(registry, "parked", ConsumerHealth::parked);
        gauge(registry, "stuck", health -> health.stuck() ? 1 : 0);
        gauge(registry, "hanging", ConsumerHealth::hanging);
        gauge(registry, "paused.sources", health -> health.pausedSources().size());
        gauge(registry, "lag.seconds", ConsumerMetrics::lagSeconds);
        counter(registry, "reconnects", ConsumerHealth::reconnects);
        counter(registry, "received", ConsumerHealth::received);
        counter(registry, "processed", ConsumerHealth::processed);
        counter(registry, "failed", ConsumerHealth::failed);
        counter(registry, "not.now", ConsumerHealth::notNow);
        counter(registry, "malformed", ConsumerHealth::malformed);
        counter(registry, "undeliverable", ConsumerHealth::undeliverable);
    }

    private static double lagSeconds(ConsumerHealth health) {
        Duration lag = health.lag();
        return lag == null ? Double.NaN : lag.toMillis() / 1000.0;
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<ConsumerHealth> number) {
        Gauge.builder("mqtt.consumer." + name, consumer, each -> number.applyAsDouble(each.health()))
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, ToDoubleFunction<ConsumerHealth> number) {
        FunctionCounter.builder("mqtt.consumer." + name, consumer, each -> number.applyAsDouble(each.health()))
                .tags(tags)
                .register(registry);
    }
}
