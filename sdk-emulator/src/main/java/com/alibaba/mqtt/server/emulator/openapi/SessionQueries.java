package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Account;
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

    private final Account account;
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
    SessionQueries(Account account, Presence presence, Clock clock, Duration batchCache) {
        this.account = account;
        this.presence = presence;
        this.clock = clock;
        this.batchCache = batchCache;
    }

    /** The answer, still without its request id. */
    JSONObject answer(String action, String version, Map<String, String> parameters) throws OpenApiError {
        if (version.equals("2020-04-20") && action.equals("QuerySessionByClientId")) {
            checkInstance(parameters);
            return JSONObject.of("OnlineStatus", presence.isOnline(mandatory(parameters, "ClientId")));
        }
        if (version.equals("2020-04-20") && action.equals("BatchQuerySessionByClientIds")) {
            checkInstance(parameters);
            JSONArray list = new JSONArray();
            for (String clientId : clientIds(parameters)) {
                list.add(JSONObject.of("ClientId", clientId, "OnlineStatus", cachedOnline(clientId)));
            }
            return JSONObject.of("OnlineStatusList", list);
        }
        throw new OpenApiError(404, "InvalidApi.NotFound", "There is no operation " + action + " in " + version + ".");
    }

    private void checkInstance(Map<String, String> parameters) throws OpenApiError {
        if (!mandatory(parameters, "InstanceId").equals(account.instanceId())) {
            throw new OpenApiError(400, "InstancePermissionCheckFailed", "The instance is not yours.");
        }
    }

    private static String mandatory(Map<String, String> parameters, String name) throws OpenApiError {
        String value = parameters.get(name);
        if (value == null || value.isEmpty()) {
            throw OpenApiError.missing(name);
        }
        return value;
    }

    private static Set<String> clientIds(Map<String, String> parameters) throws OpenApiError {
        long count = parameters.keySet().stream()
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
            String clientId = parameters.get(LIST + number);
            if (clientId == null || clientId.isEmpty()) {
                throw OpenApiError.parameter("ClientIdList is not numbered from 1 without gaps.");
            }
            clientIds.add(clientId);
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
