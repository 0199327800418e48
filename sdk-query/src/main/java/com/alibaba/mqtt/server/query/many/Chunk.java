package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

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
    static final int MAX_FAILURES = 6;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Set<String> ABOUT_IDS = Set.of("ParameterCheckFailed", "PermissionCheckFailed");

    static Chunk live(String clientId, Map<String, ClientStatus> cached) {
        return new Chunk(List.of(clientId), true, cached, 0, 0);
    }

    static Chunk cached(List<String> clientIds) {
        return new Chunk(clientIds, false, Map.of(), 0, 0);
    }

    /**
     * Returns what to ask in its place after a failure: the same again, after a pause; its two halves, to find the client whose
     * id is refused; or nothing, when it is to be given up.
     *
     * @param counts whether the failure counts towards {@link #MAX_FAILURES}
     */
    List<Chunk> afterFailure(ServerException failure, boolean counts, long now) {
        if (failure.isRetryable()) {
            int newFailures = counts ? failures + 1 : failures;
            return newFailures > MAX_FAILURES ? List.of() : List.of(again(newFailures, now));
        }
        if (clientIds.size() > 1 && isAboutIds(failure)) {
            int half = clientIds.size() / 2;
            return List.of(part(0, half, now), part(half, clientIds.size(), now));
        }
        return List.of();
    }

    private Chunk again(int newFailures, long now) {
        double chance = ThreadLocalRandom.current().nextDouble(0.5, 1);
        long pause = (long) (chance * (FIRST_PAUSE_NANOS << newFailures));
        return new Chunk(clientIds, live, cached, newFailures, now + pause);
    }

    private Chunk part(int from, int to, long now) {
        return new Chunk(List.copyOf(clientIds.subList(from, to)), live, cached, failures, now);
    }

    private static boolean isAboutIds(ServerException failure) {
        return ABOUT_IDS.contains(failure.getCode()) || failure.getCode().startsWith("InvalidParameter");
    }
}
