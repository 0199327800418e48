package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.query.calls.Tally;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that were sent and whose ends were not handled yet. One thread sends them and handles their ends; a request may
 * end on any thread, which only adds the end to a queue.
 */
final class Outstanding {
    private final Asking asking;
    private final Tally tally;
    private final IdentityHashMap<CompletableFuture<?>, Chunk> chunks = new IdentityHashMap<>();
    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();

    /** A request that has ended; without one, it only wakes who waits. */
    private record Done(
            @Nullable CompletableFuture<?> call,
            @Nullable Map<String, ClientStatus> statuses,
            @Nullable Throwable failure) {}

    /**
     * How a request has ended.
     *
     * @param statuses what was answered, or null if it has failed
     * @param failure why it has failed, or null
     */
    record Ended(
            Chunk chunk,
            @Nullable Map<String, ClientStatus> statuses,
            @Nullable Throwable failure) {}

    /** @param tally counts what is sent */
    Outstanding(Asking asking, Tally tally) {
        this.asking = asking;
        this.tally = tally;
    }

    int size() {
        return chunks.size();
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Sends a request. */
    void ask(Chunk chunk) {
        String first = chunk.clientIds().get(0);
        if (chunk.live()) {
            CompletableFuture<ClientStatus> call = asking.one(first, tally);
            chunks.put(call, chunk);
            CompletableFuture<?> unused = call.whenComplete((status, failure) ->
                    done.add(new Done(call, status == null ? null : Map.of(first, status), failure)));
        } else {
            CompletableFuture<Map<String, ClientStatus>> call = asking.many(chunk.clientIds(), tally);
            chunks.put(call, chunk);
            CompletableFuture<?> unused =
                    call.whenComplete((statuses, failure) -> done.add(new Done(call, statuses, failure)));
        }
    }

    /** Waits until a request has ended, so long at most, and gives each that has. */
    void await(long nanos, Consumer<Ended> handler) throws InterruptedException {
        Done next = done.poll(nanos, TimeUnit.NANOSECONDS);
        while (next != null) {
            CompletableFuture<?> call = next.call();
            Chunk chunk = call == null ? null : chunks.remove(call);
            if (chunk != null) {
                handler.accept(new Ended(chunk, next.statuses(), next.failure()));
            }
            next = done.poll();
        }
    }

    /** Cancels all; they end soon. */
    void cancel() {
        List.copyOf(chunks.keySet()).forEach(call -> call.cancel(true));
    }

    /** Ends the waiting of {@link #await}. Any thread. */
    void wake() {
        done.add(new Done(null, null, null));
    }
}
