package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.ConsumerHealth;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.presence.PresenceHealth;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.listener.AllConsumers;
import com.alibaba.mqtt.server.spring.listener.InstanceConsumers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How an instance is: what is said of it, whatever version of Spring Boot says it. Internal.
 *
 * @param up whether all is well
 * @param details for a person
 */
public record HealthDetails(boolean up, Map<String, Object> details) {
    /** Returns how the consumers are: up if each that is wanted is connected, and none is stuck. */
    public static HealthDetails ofConsumers(InstanceConsumers consumers) {
        Map<String, Object> details = new LinkedHashMap<>();
        Map<String, ServerConsumer> running = consumers.running();
        boolean up = !consumers.isNeeded() || !running.isEmpty();
        if (!up) {
            details.put("state", "not started");
        }
        for (Map.Entry<String, ServerConsumer> each : running.entrySet()) {
            ConsumerHealth health = each.getValue().health();
            up &= health.isUp() && !health.stuck();
            details.put(each.getKey(), details(health));
        }
        return new HealthDetails(up, details);
    }

    private static Map<String, Object> details(ConsumerHealth health) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", String.valueOf(health.state()));
        details.put("since", String.valueOf(health.since()));
        if (health.protocol() != null) {
            details.put("protocol", String.valueOf(health.protocol()));
        }
        if (health.cause() != null) {
            details.put("cause", String.valueOf(health.cause()));
        }
        if (health.lastDelivery() != null) {
            details.put("lastDelivery", String.valueOf(health.lastDelivery()));
        }
        if (health.lag() != null) {
            details.put("lag", String.valueOf(health.lag()));
        }
        details.put("unsettled", health.unsettled());
        details.put("parked", health.parked());
        details.put("stuck", health.stuck());
        details.put("undeliverable", health.undeliverable());
        if (!health.pausedSources().isEmpty()) {
            details.put("paused", health.pausedSources().toString());
        }
        return details;
    }

    /** Returns how the tracker is; one that nobody uses is not created for it. */
    public static HealthDetails ofPresence(InstanceConsumers consumers, MqttStatusInstances instances) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (!consumers.tracksPresence()) {
            details.put("state", "not used");
            return new HealthDetails(true, details);
        }
        PresenceHealth health = instances.get(consumers.instance()).presence().health();
        details.put("troubles", health.troubles());
        return new HealthDetails(!health.isClosed() && !health.isStoreAway() && !health.isThreadMissing(), details);
    }

    /** Returns the names of all that there is to tell, each with it. */
    public static Map<String, Supplier<HealthDetails>> all(AllConsumers consumers, MqttStatusInstances instances) {
        Map<String, Supplier<HealthDetails>> all = new LinkedHashMap<>();
        for (InstanceConsumers each : consumers.all()) {
            all.put(each.instance(), () -> ofConsumers(each));
            all.put(each.instance() + "-presence", () -> ofPresence(each, instances));
        }
        return all;
    }
}
