package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.presence.PresenceFilter;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.spring.MqttStatusInstances;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.lang.Nullable;

/** The endpoint {@code mqttstatus}: who is online, with the evidence. It only reads. Internal. */
@Endpoint(id = "mqttstatus")
public class MqttStatusEndpoint {
    private static final int DEFAULT_MAX = 100;

    private final MqttStatusInstances instances;

    /** Creates it. */
    public MqttStatusEndpoint(MqttStatusInstances instances) {
        this.instances = instances;
    }

    /**
     * Lists clients in the order of their ids.
     *
     * @param after the last client id of the page before
     */
    @ReadOperation
    public Map<String, Object> clients(
            @Nullable String instance,
            @Nullable String group,
            @Nullable PresenceState state,
            @Nullable String after,
            @Nullable Integer max) {
        PresenceFilter filter = PresenceFilter.ALL.max(max == null ? DEFAULT_MAX : max);
        filter = group == null ? filter : filter.group(group);
        filter = state == null ? filter : filter.state(state);
        filter = after == null ? filter : filter.after(after);
        List<Map<String, Object>> page =
                tracker(instance).find(filter).stream().map(PresenceJson::of).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("clients", page);
        return answer;
    }

    /** Returns one client, with its sessions. */
    @ReadOperation
    public Map<String, Object> client(@Selector String clientId, @Nullable String instance) {
        PresenceTracker tracker = tracker(instance);
        Map<String, Object> answer = PresenceJson.of(tracker.presence(clientId));
        answer.put("recent", PresenceJson.of(tracker.sessions(clientId)));
        return answer;
    }

    /** Returns the tracker of the instance; of the first one if it is null. */
    protected final PresenceTracker tracker(@Nullable String instance) {
        return instances.get(instance == null ? "" : instance).presence();
    }

    /** Returns all instances. */
    protected final MqttStatusInstances instances() {
        return instances;
    }
}
