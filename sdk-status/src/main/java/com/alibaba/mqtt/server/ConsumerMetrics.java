package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.config.Protocol;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's {@linkplain ServerConsumer#health() health} as Micrometer meters, all named {@code mqtt.consumer...}. Needs
 * {@code micrometer-core}, which the SDK does not bring. Thread-safe.
 *
 * <p>The tag {@code wire} is {@code amqp-1.0} or {@code amqp-0-9-1}, as {@link ConsumerHealth#protocol()} says when the meters
 * are bound, so bind them after the start; before it is {@code unknown}.
 *
 * <pre>{@code new ConsumerMetrics(consumer).bindTo(registry);}</pre>
 */
public final class ConsumerMetrics implements MeterBinder, AutoCloseable {
    private final ServerConsumer consumer;
    private final Tags given;
    private final List<Bound> bound = new CopyOnWriteArrayList<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

    /**
     * Creates the meters of a consumer, whose numbers are read when a registry asks for them.
     *
     * @param tags keys and values by turns. Several consumers of one registry are distinguished by the tag {@code consumer}, which
     *     is the name of the consumer in logs, {@code mqtt-c1} for instance, unless it is given here
     */
    public ConsumerMetrics(ServerConsumer consumer, String... tags) {
        this.consumer = consumer;
        this.given = Tags.of("consumer", consumer.name()).and(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Tags tags = Tags.of("wire", wire()).and(given);
        gauge(registry, tags, "up", "1 while connected", null, health -> health.isUp() ? 1 : 0);
        gauge(registry, tags, "unsettled", "Deliveries that count against the credit", null, ConsumerHealth::unsettled);
        gauge(registry, tags, "parked", "Deliveries that wait behind calls that hang", null, ConsumerHealth::parked);
        gauge(registry, tags, "stuck", "1 while no delivery can be begun", null, health -> health.stuck() ? 1 : 0);
        gauge(registry, tags, "hanging", "Listener calls that hang", null, ConsumerHealth::hanging);
        gauge(
                registry,
                tags,
                "paused.sources",
                "Subscriptions whose listener says not now",
                null,
                health -> health.pausedSources().size());
        gauge(registry, tags, "lag", "How late the last delivery was", "seconds", ConsumerMetrics::lagSeconds);
        counter(registry, tags, "reconnects", "Connections after the first one", ConsumerHealth::reconnects);
        counter(registry, tags, "received", "Deliveries received", ConsumerHealth::received);
        counter(registry, tags, "processed", "Listener calls that returned", ConsumerHealth::processed);
        counter(registry, tags, "failed", "Listener calls that threw", ConsumerHealth::failed);
        counter(registry, tags, "not.now", "Listener calls that said not now", ConsumerHealth::notNow);
        counter(registry, tags, "malformed", "Deliveries that could not be read", ConsumerHealth::malformed);
        counter(registry, tags, "undeliverable", "Deliveries that were given up", ConsumerHealth::undeliverable);
    }

    /** Removes the meters from all registries to which they were bound; for a consumer that is no more. */
    @Override
    public void close() {
        bound.forEach(each -> each.registry().remove(each.meter()));
        bound.clear();
    }

    private String wire() {
        Protocol protocol = consumer.health().protocol();
        if (protocol == null) {
            return "unknown";
        }
        return protocol == Protocol.AMQP_1_0 ? "amqp-1.0" : "amqp-0-9-1";
    }

    private static double lagSeconds(ConsumerHealth health) {
        Duration lag = health.lag();
        return lag == null ? Double.NaN : lag.toMillis() / 1000.0;
    }

    private void gauge(
            MeterRegistry registry,
            Tags tags,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<ConsumerHealth> number) {
        bound.add(new Bound(
                registry,
                Gauge.builder("mqtt.consumer." + name, consumer, each -> number.applyAsDouble(each.health()))
                        .description(description)
                        .baseUnit(unit)
                        .tags(tags)
                        .strongReference(true)
                        .register(registry)));
    }

    private void counter(
            MeterRegistry registry,
            Tags tags,
            String name,
            String description,
            ToDoubleFunction<ConsumerHealth> number) {
        bound.add(new Bound(
                registry,
                FunctionCounter.builder("mqtt.consumer." + name, consumer, each -> number.applyAsDouble(each.health()))
                        .description(description)
                        .tags(tags)
                        .register(registry)));
    }
}
