package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.ConsumerMetrics;
import com.alibaba.mqtt.server.presence.PresenceMetrics;
import com.alibaba.mqtt.server.query.QueryMetrics;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.listener.InstanceConsumers;
import com.alibaba.mqtt.server.spring.listener.StartObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the meters of what an instance has into the application's registry, when it has started. Internal. */
public final class InstanceMeters implements StartObserver {
    private static final String INSTANCE = "instance";

    private final MeterRegistry registry;
    private final MqttStatusInstances instances;
    private final Map<String, List<ConsumerMetrics>> consumers = new HashMap<>();
    /** Instances whose other meters, which stay the same, are there. */
    private final Set<String> bound = new HashSet<>();

    /** Creates it. */
    public InstanceMeters(MeterRegistry registry, MqttStatusInstances instances) {
        this.registry = registry;
        this.instances = instances;
    }

    /** Shows what has just started; its consumers of before are no more. */
    @Override
    public synchronized void started(InstanceConsumers started) {
        String instance = started.instance();
        List<ConsumerMetrics> before = consumers.put(instance, new ArrayList<>());
        if (before != null) {
            before.forEach(ConsumerMetrics::close);
        }
        started.running().forEach((name, consumer) -> {
            ConsumerMetrics meters = new ConsumerMetrics(consumer, INSTANCE, instance, "consumer", name);
            meters.bindTo(registry);
            consumers.get(instance).add(meters);
        });
        if (!bound.add(instance)) {
            return;
        }
        if (started.tracksPresence()) {
            new PresenceMetrics(instances.get(instance).presence(), INSTANCE, instance).bindTo(registry);
        }
        if (started.hasQueries()) {
            new QueryMetrics(instances.get(instance).query(), INSTANCE, instance).bindTo(registry);
        }
    }
}
