package com.alibaba.mqtt.server.spring;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All instances of the service that the application has, by name. Thread-safe. */
public final class MqttStatusInstances {
    /** The name of that of {@code mqtt-status} itself. */
    public static final String DEFAULT = "default";

    private final Map<String, MqttStatusInstance> all = new LinkedHashMap<>();

    /** Creates it. */
    public MqttStatusInstances(Collection<? extends MqttStatusInstance> all) {
        all.forEach(each -> this.all.put(each.name(), each));
    }

    /**
     * Returns an instance.
     *
     * @param name a name below {@code mqtt-status.instances}; the empty text is {@link #DEFAULT}
     * @throws IllegalArgumentException if there is none of that name
     */
    public MqttStatusInstance get(String name) {
        MqttStatusInstance found = all.get(name.isEmpty() ? DEFAULT : name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no instance '" + name + "' below mqtt-status.instances; there are " + all.keySet());
        }
        return found;
    }

    /** Returns all of them, {@link #DEFAULT} first. */
    public List<MqttStatusInstance> all() {
        return List.copyOf(all.values());
    }
}
