package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.query.model.QueryNumbers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * A client's {@linkplain StatusQueryClient#numbers() numbers} as Micrometer meters, all named {@code mqtt.query...}. Needs
 * {@code micrometer-core}, which the SDK does not bring.
 *
 * <pre>{@code new QueryMetrics(client).bindTo(registry);}</pre>
 */
public final class QueryMetrics implements MeterBinder {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final StatusQueryClient client;
    private final Tags tags;

    /**
     * Creates the meters of a client, whose numbers are read when a registry asks for them.
     *
     * @param tags keys and values by turns. Several clients of one registry are distinguished by the tag {@code client}, which is a
     *     number unless it is given here
     */
    public QueryMetrics(StatusQueryClient client, String... tags) {
        this.client = client;
        this.tags = Tags.of("client", Integer.toString(COUNT.incrementAndGet())).and(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionTimer.builder(
                        "mqtt.query.requests",
                        client,
                        each -> each.numbers().requests(),
                        each -> each.numbers().time().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Requests, with how long they took")
                .tags(tags)
                .register(registry);
        counter(registry, "retries", "Requests after the first one of a call", QueryNumbers::retries);
        counter(registry, "billed", "Requests that are billed", QueryNumbers::billed);
        counter(registry, "throttled", "Requests that were throttled", QueryNumbers::throttled);
        counter(registry, "failed", "Requests that failed", QueryNumbers::failed);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToDoubleFunction<QueryNumbers> number) {
        FunctionCounter.builder("mqtt.query." + name, client, each -> number.applyAsDouble(each.numbers()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
