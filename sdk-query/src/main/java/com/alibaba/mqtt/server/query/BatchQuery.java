package com.alibaba.mqtt.server.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many clients' status, asked for in chunks of ten, a few chunks concurrently; all chunks succeed or the query fails. */
final class BatchQuery {
    static final int CHUNK = 10;
    static final int MAX_CONCURRENT_CHUNKS = 5;

    private final List<String> clientIds;
    private final Function<List<String>, CompletableFuture<Map<String, ClientStatus>>> ask;
    private final Queue<List<String>> waiting = new ConcurrentLinkedQueue<>();
    /** The last call of each lane; a lane asks for one chunk after the other. */
    private final AtomicReferenceArray<CompletableFuture<?>> calls = new AtomicReferenceArray<>(MAX_CONCURRENT_CHUNKS);

    private final AtomicInteger unfinished;
    private final Map<String, ClientStatus> found = new ConcurrentHashMap<>();
    private final CompletableFuture<Map<String, ClientStatus>> result = new CompletableFuture<>();

    /**
     * Creates a query.
     *
     * @param clientIds at least one, without duplicates
     * @param ask asks for one chunk, without blocking
     */
    BatchQuery(List<String> clientIds, Function<List<String>, CompletableFuture<Map<String, ClientStatus>>> ask) {
        this.clientIds = clientIds;
        this.ask = ask;
        for (int from = 0; from < clientIds.size(); from += CHUNK) {
            waiting.add(clientIds.subList(from, Math.min(from + CHUNK, clientIds.size())));
        }
        unfinished = new AtomicInteger(waiting.size());
    }

    /** Begins. The first failure is the whole query's and cancels the rest, as does cancelling the result. */
    CompletableFuture<Map<String, ClientStatus>> start() {
        CompletableFuture<?> unused = result.whenComplete((statuses, failure) -> {
            waiting.clear();
            for (int lane = 0; lane < MAX_CONCURRENT_CHUNKS; lane++) {
                cancel(calls.get(lane));
            }
        });
        for (int lane = 0; lane < MAX_CONCURRENT_CHUNKS; lane++) {
            askNext(lane);
        }
        return result;
    }

    private static void cancel(@Nullable CompletableFuture<?> call) {
        if (call != null) {
            call.cancel(true);
        }
    }

    private void askNext(int lane) {
        List<String> chunk = waiting.poll();
        if (chunk == null) {
            return;
        }
        CompletableFuture<Map<String, ClientStatus>> call = ask.apply(chunk);
        calls.set(lane, call);
        CompletableFuture<?> unused = call.whenComplete((statuses, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
                return;
            }
            try {
                arrived(lane, statuses);
            } catch (Throwable e) {
                // Throwable: the future would keep it for itself, and the result never end
                result.completeExceptionally(QueryErrors.ofAny(e));
            }
        });
        if (result.isDone()) {
            // it failed or was cancelled before this call stood in its lane
            cancel(call);
        }
    }

    private void arrived(int lane, Map<String, ClientStatus> statuses) {
        found.putAll(statuses);
        if (unfinished.decrementAndGet() > 0) {
            askNext(lane);
            return;
        }
        Map<String, ClientStatus> inOrder = new LinkedHashMap<>();
        for (String clientId : clientIds) {
            ClientStatus status = found.get(clientId);
            if (status != null) {
                inOrder.put(clientId, status);
            }
        }
        result.complete(Collections.unmodifiableMap(inOrder));
    }
}
