package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.spring.MqttStatusInstance;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import com.alibaba.mqtt.server.spring.MqttTemplate;
import org.springframework.beans.factory.ObjectProvider;

/** The instance whose parts are beans, each of which may be the application's own. */
record BeanInstance(
        ObjectProvider<StatusQueryClient> queries,
        ObjectProvider<PresenceTracker> trackers,
        ObjectProvider<MqttTemplate> templates)
        implements MqttStatusInstance {
    @Override
    public String name() {
        return MqttStatusInstances.DEFAULT;
    }

    @Override
    public StatusQueryClient query() {
        StatusQueryClient found = queries.getIfAvailable();
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no StatusQueryClient; set mqtt-status.query.region or mqtt-status.query.endpoint");
        }
        return found;
    }

    @Override
    public PresenceTracker presence() {
        return trackers.getObject();
    }

    @Override
    public MqttTemplate template() {
        return templates.getObject();
    }
}
