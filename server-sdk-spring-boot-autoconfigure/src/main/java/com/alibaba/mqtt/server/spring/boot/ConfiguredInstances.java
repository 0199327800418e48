package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.spring.MqttStatusInstance;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.listener.Invocations;
import com.alibaba.mqtt.server.spring.listener.Stops;
import com.alibaba.mqtt.server.spring.settings.InstanceSettings;
import com.alibaba.mqtt.server.spring.settings.PresenceSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is made of the properties of all instances, that of {@code mqtt-status} itself first. */
final class ConfiguredInstances implements AutoCloseable {
    private final Invocations invocations;
    private final Function<PresenceSettings, @Nullable PresenceStore> stores;
    private final List<InstanceSettings> settings = new ArrayList<>();
    private final List<ConfiguredInstance> instances = new ArrayList<>();

    ConfiguredInstances(Invocations invocations, Function<PresenceSettings, @Nullable PresenceStore> stores) {
        this.invocations = invocations;
        this.stores = stores;
    }

    void add(InstanceSettings each) {
        settings.add(each);
        instances.add(new ConfiguredInstance(each, invocations, stores));
    }

    List<InstanceSettings> settings() {
        return List.copyOf(settings);
    }

    ConfiguredInstance byDefault() {
        return instances.get(0);
    }

    /** Returns all of them, with another first one. */
    MqttStatusInstances with(MqttStatusInstance first) {
        List<MqttStatusInstance> all = new ArrayList<>(instances);
        all.set(0, first);
        return new MqttStatusInstances(all);
    }

    /** Closes all of them, concurrently, as each may have sends to finish. */
    @Override
    public void close() {
        Map<String, Stops.Stop> stops = new LinkedHashMap<>();
        instances.forEach(each -> stops.put(each.name(), each::close));
        // each has its own limit
        Stops.all(stops, Deadline.in(0));
    }
}
