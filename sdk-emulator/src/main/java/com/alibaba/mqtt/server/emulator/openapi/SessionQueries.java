package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Answers the two operations that ask whether clients are online. Safe for many threads. */
final class SessionQueries {
    private static final int MAX_CLIENTS = 10;
    private static final int MAX_CACHED = 100_000;
    private static final String LIST = "ClientIdList.";

    private final Presence presence;
    private final Clock clock;
    private final Duration batchCache;
    private final Map<String, Cached> cache = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > MAX_CACHED;
        }
    };

    /** @param batchCache how old the answers of the batch operation may be */
    SessionQueries(Presence presence, Clock clock, Duration batchCache) {
        this.presence = presence;
        this.clock = clock;
        this.batchCache = batchCache;
    }

    JSONObject one(Parameters parameters) throws OpenApiError {
        return JSONObject.of("OnlineStatus", presence.isOnline(parameters.clientId("ClientId")));
    }

    JSONObject batch(Parameters parameters) throws OpenApiError {
        JSONArray list = new JSONArray();
        for (String clientId : clientIds(parameters)) {
            list.add(JSONObject.of("ClientId", clientId, "OnlineStatus", cachedOnline(clientId)));
        }
        return JSONObject.of("OnlineStatusList", list);
    }

    private static Set<String> clientIds(Parameters parameters) throws OpenApiError {
        long count = parameters.values().keySet().stream()
                .filter(name -> name.startsWith(LIST))
                .count();
        if (count == 0) {
            throw OpenApiError.missing("ClientIdList");
        }
        if (count > MAX_CLIENTS) {
            throw OpenApiError.parameter("ClientIdList has more than " + MAX_CLIENTS + " entries.");
        }
        Set<String> clientIds = new LinkedHashSet<>();
        for (int number = 1; number <= count; number++) {
            String clientId = parameters.optional(LIST + number);
            if (clientId == null || clientId.isEmpty()) {
                throw OpenApiError.parameter("ClientIdList is not numbered from 1 without gaps.");
            }
            clientIds.add(parameters.clientId(LIST + number));
        }
        return clientIds;
    }

    private synchronized boolean cachedOnline(String clientId) {
        long now = clock.millis();
        Cached cached = cache.get(clientId);
        if (cached == null || now - cached.time >= batchCache.toMillis()) {
            cached = new Cached(presence.isOnline(clientId), now);
            // a fresh entry has to be the youngest one
            cache.remove(clientId);
            cache.put(clientId, cached);
        }
        return cached.online;
    }

    private record Cached(boolean online, long time) {}
}
