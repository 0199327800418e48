package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.List;
import java.util.Map;

/**
 * Clients that are asked about with one request.
 *
 * @param clientIds one if live, at most ten if not
 * @param live whether they are asked about live
 * @param cached what the cache said of them before
 * @param failures how often asking has failed
 * @param notBeforeNanos when to ask again, by the monotonic clock; 0 before the first failure
 */
record Chunk(
        List<String> clientIds, boolean live, Map<String, ClientStatus> cached, int failures, long notBeforeNanos) {
    static Chunk live(String clientId, Map<String, ClientStatus> cached) {
        return new Chunk(List.of(clientId), true, cached, 0, 0);
    }

    static Chunk cached(List<String> clientIds) {
        return new Chunk(clientIds, false, Map.of(), 0, 0);
    }

    Chunk again(int newFailures, long notBefore) {
        return new Chunk(clientIds, live, cached, newFailures, notBefore);
    }

    /** Returns a part of it, to find the client whose id is refused. */
    Chunk part(int from, int to, long notBefore) {
        return new Chunk(List.copyOf(clientIds.subList(from, to)), live, cached, failures, notBefore);
    }
}
