package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Knows the next question: first those that the application waits for, then what is due in the store, claimed.
 * {@link #refresh} and {@link #close} are for any thread, the rest for one.
 */
final class Questions {
    /** What one call to the service can take. */
    static final int BATCH = 10;

    private static final int MAX_WANTED = 1_000;
    /** So many clients that turn out not to be due any more are passed over in a step. */
    private static final int MAX_PASSED = 100;

    private final GuardedStore store;
    private final DueRechecks due;
    private final long claimMillis;
    private final boolean hasCached;
    /** By its monitor, as is {@code closed}. */
    private final Queue<Question> wanted = new ArrayDeque<>();

    private boolean closed;

    /**
     * Creates one.
     *
     * @param claimMillis how long a claim lasts
     * @param hasCached whether there is a cached query; if not, all are asked live
     */
    Questions(GuardedStore store, DueRechecks due, long claimMillis, boolean hasCached) {
        this.store = store;
        this.due = due;
        this.claimMillis = claimMillis;
        this.hasCached = hasCached;
    }

    /** Takes a question that comes before all others, and returns the future of what is known then. */
    CompletableFuture<ClientPresence> refresh(String clientId) {
        CompletableFuture<ClientPresence> answer = new CompletableFuture<>();
        synchronized (wanted) {
            if (closed || wanted.size() >= MAX_WANTED) {
                answer.completeExceptionally(
                        closed
                                ? closedMeanwhile()
                                : new IllegalStateException(
                                        MAX_WANTED + " refreshes wait for an answer already; more are not taken"));
                return answer;
            }
            wanted.add(new Question(List.of(clientId), true, true, answer));
        }
        return answer;
    }

    static IllegalStateException closedMeanwhile() {
        return new IllegalStateException("the tracker was closed meanwhile");
    }

    /** Returns the next question; null if there is none. */
    @Nullable
    Question next(long now) {
        synchronized (wanted) {
            Question first = wanted.poll();
            if (first != null) {
                return first;
            }
        }
        try {
            due.look(now);
        } catch (Throwable e) {
            // the store, which counts it; what was found is asked all the same
            if (due.isEmpty()) {
                throw e;
            }
        }
        for (int passed = 0; passed < MAX_PASSED; passed++) {
            Task task = due.next();
            if (task == null) {
                return null;
            }
            Question claimed = claim(task, now);
            if (claimed != null) {
                return claimed;
            }
        }
        return null;
    }

    private @Nullable Question claim(Task task, long now) {
        boolean asLive = task != Task.RECONCILE || !hasCached;
        List<String> clientIds = new ArrayList<>();
        boolean isNew = true;
        for (int tried = 0; tried < BATCH && clientIds.size() < (asLive ? 1 : BATCH); tried++) {
            String clientId = due.poll(task);
            if (clientId == null) {
                break;
            }
            ClientRecord claimed = claim(clientId, task, now);
            if (claimed != null) {
                clientIds.add(clientId);
                isNew &= claimed.recheck().failures() == 0;
            }
        }
        return clientIds.isEmpty() ? null : new Question(clientIds, asLive, isNew || !asLive, null);
    }

    /** Returns null if it is not due any more. */
    private @Nullable ClientRecord claim(String clientId, Task task, long now) {
        boolean[] isDue = new boolean[1];
        ClientRecord after = store.update(clientId, record -> {
            isDue[0] = record.recheck().isDue(task, now);
            return isDue[0] ? record.with(record.recheck().movedTo(now + claimMillis)) : record;
        });
        return isDue[0] ? after : null;
    }

    /** Returns whether routine rechecks are due. */
    boolean hasRoutine() {
        return due.hasRoutine();
    }

    /** Takes no more questions, and returns those that the application waits for. */
    List<Question> close() {
        synchronized (wanted) {
            closed = true;
            List<Question> left = List.copyOf(wanted);
            wanted.clear();
            return left;
        }
    }
}
