package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.query.model.QueryNumbers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A client's {@linkplain StatusQueryClient#numbers() numbers} as Micrometer meters, all named {@code mqtt.query...}. Needs
 * {@code micrometer-core}, which the SDK does not bring.
 *
 * <pre>{@code new QueryMetrics(client).bindTo(registry);}</pre>
 */
public final class QueryMetrics implements MeterBinder {
    private final StatusQueryClient client;
    private final Tags tags;

    /**
     * Creates the meters of a client, whose numbers are read when a registry asks for them.
     *
     * @param tags distinguish several clients of one registry; none are needed for one
     */
    public QueryMetrics(StatusQueryClient client, String... tags) {
        this.client = client;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionTimer.builder(
                        "mqtt.query.requests",
                        client,
                        each -> each.numbers().requests(),
                        each -> each.numbers().time().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .register(registry);
        counter(registry, "retries", QueryNumbers::retries);
        counter(registry, "billed", QueryNumbers::billed);
        counter(registry, "throttled", QueryNumbers::throttled);
        counter(registry, "failed", QueryNumbers::failed);
    }

    private void counter(MeterRegistry registry, String name, ToDoubleFunction<QueryNumbers> number) {
        FunctionCounter.builder("mqtt.query." + name, client, each -> number.applyAsDouble(each.numbers()))
                .tags(tags)
                .register(registry);
    }
}
