package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.PartialAnswerException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many clients' status from the cache as one answer: asked for in chunks of ten, a few chunks concurrently. A failed chunk
 * does not keep the others from being asked, unless repeating it would not help; the answer fails in the end, with what the
 * others were answered.
 */
public final class BatchQuery {
    /** The service's limit. */
    public static final int CHUNK = 10;

    static final int MAX_CONCURRENT_CHUNKS = 5;

    private final List<String> clientIds;
    private final Function<List<String>, CompletableFuture<Map<String, ClientStatus>>> ask;
    private final Queue<List<String>> waiting = new ConcurrentLinkedQueue<>();
    /** The last call of each lane; a lane asks for one chunk after the other. */
    private final AtomicReferenceArray<CompletableFuture<?>> calls = new AtomicReferenceArray<>(MAX_CONCURRENT_CHUNKS);

    private final int chunks;
    private final AtomicInteger unfinished;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable ServerException> first = new AtomicReference<>();
    private final Map<String, ClientStatus> found = new ConcurrentHashMap<>();
    private final CompletableFuture<Map<String, ClientStatus>> result = new CompletableFuture<>();

    /**
     * Creates a query.
     *
     * @param clientIds at least one, without duplicates
     * @param ask asks for one chunk, without blocking
     */
    public BatchQuery(
            List<String> clientIds, Function<List<String>, CompletableFuture<Map<String, ClientStatus>>> ask) {
        this.clientIds = clientIds;
        this.ask = ask;
        for (int from = 0; from < clientIds.size(); from += CHUNK) {
            waiting.add(clientIds.subList(from, Math.min(from + CHUNK, clientIds.size())));
        }
        chunks = waiting.size();
        unfinished = new AtomicInteger(chunks);
    }

    /** Begins. Cancelling the result cancels the rest. */
    public CompletableFuture<Map<String, ClientStatus>> start() {
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
            try {
                if (failure == null) {
                    found.putAll(statuses);
                } else {
                    failed(CallErrors.ofAny(failure));
                }
                ended(lane);
            } catch (Throwable e) {
                // Throwable: the future would keep it for itself, and the result never end
                result.completeExceptionally(CallErrors.ofAny(e));
            }
        });
        if (result.isDone()) {
            // it was cancelled before this call stood in its lane
            cancel(call);
        }
    }

    private void failed(ServerException failure) {
        first.compareAndSet(null, failure);
        int skipped = 0;
        if (!failure.isRetryable()) {
            // the rest would fail the same way
            while (waiting.poll() != null) {
                skipped++;
            }
        }
        failed.addAndGet(1 + skipped);
        unfinished.addAndGet(-skipped);
    }

    private void ended(int lane) {
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
        Map<String, ClientStatus> answered = Collections.unmodifiableMap(inOrder);
        @Nullable ServerException failure = first.get();
        if (failure == null) {
            result.complete(answered);
        } else if (chunks == 1) {
            result.completeExceptionally(failure);
        } else {
            result.completeExceptionally(new PartialAnswerException(failure, failed.get(), chunks, answered));
        }
    }
}
