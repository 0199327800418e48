package com.alibaba.mqtt.server.spring.actuate;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's presence as the endpoint shows it: names and texts, the same with every library for JSON. Internal. */
final class PresenceJson {
    private PresenceJson() {}

    static Map<String, Object> of(ClientPresence presence) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("clientId", presence.clientId());
        all.put("state", presence.state().name());
        put(all, "since", presence.since());
        all.put("source", presence.source().name());
        all.put("uncertainty", presence.uncertainty().name());
        put(all, "channelId", presence.channelId());
        put(all, "clientIp", presence.clientIp());
        all.put("ended", presence.ended().name());
        put(all, "lastEvent", presence.lastEvent());
        put(all, "lastEventAt", presence.lastEventAt());
        all.put("age", presence.age().toString());
        all.put("sessions", presence.sessions());
        all.put("flaps", presence.flaps());
        return all;
    }

    static List<Map<String, Object>> of(List<Session> sessions) {
        return sessions.stream().map(PresenceJson::of).toList();
    }

    private static Map<String, Object> of(Session session) {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "channelId", session.channelId());
        put(all, "clientIp", session.clientIp());
        put(all, "connectedAt", session.openedAt());
        put(all, "endedAt", session.endedAt());
        all.put("end", session.end().name());
        return all;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value.toString());
        }
    }
}
