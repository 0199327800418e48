package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.OpenApiRequest;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QuerySource;
import com.alibaba.mqtt.server.query.openapi.Answers;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operations on status as pure functions: a question becomes a request, an answer becomes a result or an error. */
final class Operations {
    static final String ONE = "QuerySessionByClientId";
    static final String MANY = "BatchQuerySessionByClientIds";
    static final String GROUPS = "ListGroupId";
    static final String TRACE = "QueryMqttTraceDevice";
    static final String DISCONNECT = "CloseConnection";

    /** The service's limit of one batch request. */
    static final int MAX_IDS = 10;

    private final String instanceId;

    Operations(String instanceId) {
        this.instanceId = instanceId;
    }

    /** Asks for one client. */
    OpenApiRequest one(String clientId) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("ClientId", clientId);
        return request(ONE, parameters, true);
    }

    /** Asks for at most ten clients. */
    OpenApiRequest many(List<String> clientIds) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (int i = 0; i < clientIds.size(); i++) {
            parameters.put("ClientIdList." + (i + 1), clientIds.get(i));
        }
        return request(MANY, parameters, true);
    }

    /** Any operation; the instance is named unless the caller did. */
    OpenApiRequest request(String action, SortedMap<String, String> parameters, boolean idempotent) {
        parameters.putIfAbsent("InstanceId", instanceId);
        return new OpenApiRequest(action, parameters, idempotent);
    }

    static ClientStatus readOne(String clientId, Map<String, @Nullable Object> json, HttpAnswer answer, Instant at)
            throws ServerException {
        if (!(json.get("OnlineStatus") instanceof Boolean online)) {
            throw answer.malformed("OnlineStatus is missing or not boolean");
        }
        return new ClientStatus(clientId, online, QuerySource.LIVE, at, Answers.requestId(json, answer));
    }

    /** Returns what the answer says of the clients asked about. The answer's order means nothing. */
    static Map<String, ClientStatus> readMany(
            List<String> clientIds, Map<String, @Nullable Object> json, HttpAnswer answer, Instant at)
            throws ServerException {
        if (!(json.get("OnlineStatusList") instanceof List<?> list)) {
            throw answer.malformed("OnlineStatusList is missing or no list");
        }
        @Nullable String requestId = Answers.requestId(json, answer);
        Set<String> asked = new HashSet<>(clientIds);
        Map<String, ClientStatus> found = new HashMap<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> one)
                    || !(one.get("ClientId") instanceof String clientId)
                    || !(one.get("OnlineStatus") instanceof Boolean online)) {
                throw answer.malformed(
                        "an entry of OnlineStatusList lacks a textual ClientId or a boolean OnlineStatus");
            }
            if (asked.contains(clientId)) {
                ClientStatus status = new ClientStatus(clientId, online, QuerySource.CACHED, at, requestId);
                ClientStatus before = found.put(clientId, status);
                if (before != null && before.online() != status.online()) {
                    throw answer.malformed("OnlineStatusList says two things of one client");
                }
            }
        }
        return found;
    }
}
