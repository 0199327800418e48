package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.merge.Merging;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.rule.Answer;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles uncertain states with the service, within a budget: puts rechecks to it and merges the answers. Internal, not
 * exported.
 *
 * <ol>
 *   <li>Which clients are to be rechecked stands in the store; here is only what is being asked. So neither a failure of the
 *       store nor the end of this process loses a recheck.
 *   <li>Who asks claims the recheck first, for as long as the answer may take; so of several trackers one asks, and another
 *       one only if it is gone.
 *   <li>Urgent rechecks are asked live, one client at a time. Routine ones from the cache, ten in a call, as that is what
 *       the service bills as one; what the cache contradicts, and what it leaves out, is asked live then.
 *   <li>Each answer is merged as evidence like a notice; nothing is decided here. An answer from the cache is evidence of as
 *       long ago as it may be old.
 *   <li>A question that fails is asked again after a pause of its own, which grows; a batch that is refused is asked one by
 *       one. Only when many in a row fail, none is asked for a while.
 *   <li>A step reads and writes a bounded number of records, and waits for no answer.
 * </ol>
 *
 * {@link #step} is for one thread; the rest for any.
 */
public final class Reconciler {
    private static final long REST_MILLIS = 100;
    /** Longer than a call may take, so that an answer on its way is not asked for twice. */
    private static final long CLAIM_MILLIS = 5_000;

    /** How often what was answered is given to a store that fails. */
    private static final int MAX_FAILURES = 30;

    private final GuardedStore store;
    private final Merging merging;
    private final QueryCalls calls;
    private final QueryCalls.Query live;
    /** The live one if there is no other. */
    private final QueryCalls.Query cached;

    private final long cacheMillis;
    /** Where futures are completed: what hangs on them is the application's. */
    private final Executor elsewhere;

    private final Counters counters;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Budget budget;
    private final Questions questions;
    private final Walks walks;
    private final Alarm alarm;
    private final Pauses pauses;
    private final List<Asked> asked = new ArrayList<>();
    /** Claimed, and waits for the budget; null if there is none. */
    private @Nullable Question next;

    /** What is being asked; {@code at} by the wall clock, as an answer is evidence of that time. */
    private record Asked(Question question, QueryCalls.Call call, long at, int failures) {}

    /**
     * Creates one.
     *
     * @param cached null if there is no such query: all are asked live then
     * @param elsewhere where futures are completed
     */
    public Reconciler(
            GuardedStore store,
            Merging merging,
            QueryCalls calls,
            QueryCalls.Query live,
            QueryCalls.@Nullable Query cached,
            long cacheMillis,
            int perSecond,
            Executor elsewhere,
            Counters counters,
            Walks walks,
            Alarm alarm,
            Clock clock,
            LongSupplier nanos) {
        this.store = store;
        this.merging = merging;
        this.calls = calls;
        this.live = live;
        this.cached = cached == null ? live : cached;
        this.cacheMillis = cacheMillis;
        this.elsewhere = elsewhere;
        this.counters = counters;
        this.clock = clock;
        this.nanos = nanos;
        this.budget = new Budget(perSecond, nanos.getAsLong());
        this.walks = walks;
        this.alarm = alarm;
        this.questions = new Questions(
                store, new DueRechecks(store, alarm), calls.timeoutMillis() + CLAIM_MILLIS, cached != null);
        this.pauses = new Pauses(nanos);
    }

    /** Asks about the client before all others, and completes the future with what is known of it then. */
    public CompletableFuture<ClientPresence> refresh(String clientId) {
        CompletableFuture<ClientPresence> answer = questions.refresh(clientId);
        alarm.in(0);
        return answer;
    }

    /** Begins one call at most, and returns the milliseconds to wait until the next step. Does not wait for the call. */
    public long step() {
        boolean looked = lookAtAnswers();
        long paused = pauses.leftMillis();
        if (paused > 0 || calls.isFull()) {
            return looked ? 0 : paused > 0 ? Math.min(REST_MILLIS, paused) : REST_MILLIS;
        }
        long now = clock.millis();
        if (next == null) {
            next = questions.next(now);
        }
        Question question = next;
        if (question == null) {
            boolean more = !questions.hasRoutine() && walks.step();
            return looked || more ? 0 : restMillis();
        }
        long wait = budget.take(nanos.getAsLong());
        if (wait == 0) {
            wait = store.nanosToCall(budget.nanosBetween());
        }
        if (wait > 0) {
            // rounded up: a loop that wakes up too early would only wait again
            return looked ? 0 : TimeUnit.NANOSECONDS.toMillis(wait + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        }
        next = null;
        counters.queries.increment();
        QueryCalls.Call call = calls.begin(question.live() ? live : cached, question.clientIds(), question.isNew());
        asked.add(new Asked(question, call, now, 0));
        return 0;
    }

    private long restMillis() {
        long rest = Math.min(alarm.leftMillis(), walks.leftMillis());
        return asked.isEmpty() ? rest : Math.min(rest, REST_MILLIS);
    }

    /** Merges what was answered; false if nothing was. */
    private boolean lookAtAnswers() {
        boolean any = false;
        for (Asked present : List.copyOf(asked)) {
            boolean over = present.call.isOver();
            if (!over && present.call.leftMillis() > 0) {
                continue;
            }
            asked.remove(present);
            any = true;
            if (!over) {
                counters.queriesGivenUp.increment();
                present.call.giveUp();
            }
            end(present);
        }
        return any;
    }

    private void end(Asked present) {
        Map<String, Boolean> answers = present.call.isOver() ? present.call.answers() : null;
        try {
            if (answers == null) {
                failed(present);
            } else {
                pauses.worked();
                calls.worked();
                merge(present, answers);
            }
        } catch (Throwable e) {
            // the store failed; an answer is not thrown away for that. Else the claim ends by itself
            if (answers != null && present.failures < MAX_FAILURES) {
                asked.add(new Asked(present.question, present.call, present.at, present.failures + 1));
            } else {
                fail(present.question.wanted(), e);
            }
            throw e;
        }
    }

    private void failed(Asked present) {
        Throwable failure = present.call.isOver() ? present.call.failure() : present.call.timedOut();
        boolean retryable = Question.isRetryable(failure);
        counters.queryErrors.increment();
        pauses.failed(retryable);
        Question question = present.question;
        if (question.wanted() != null) {
            fail(question.wanted(), failure);
            return;
        }
        long now = clock.millis();
        for (String clientId : question.clientIds()) {
            change(
                    clientId,
                    record -> question.live() || retryable
                            ? record.with(record.recheck().failed(now, retryable))
                            : merging.unanswered(clientId, record));
        }
    }

    private void fail(@Nullable CompletableFuture<ClientPresence> wanted, @Nullable Throwable failure) {
        if (wanted != null) {
            Throwable why = failure == null ? Questions.closedMeanwhile() : failure;
            elsewhere.execute(() -> wanted.completeExceptionally(why));
        }
    }

    private void change(String clientId, UnaryOperator<ClientRecord> change) {
        ClientRecord after =
                store.update(clientId, record -> record.recheck().task() == null ? record : change.apply(record));
        if (after.recheck().task() != null) {
            alarm.in(after.recheck().at() - clock.millis());
        }
    }

    private void merge(Asked present, Map<String, Boolean> answers) {
        Question question = present.question;
        for (String clientId : question.clientIds()) {
            Boolean online = answers.get(clientId);
            if (online == null) {
                change(clientId, record -> merging.unanswered(clientId, record));
            } else {
                Evidence evidence = question.live()
                        ? Evidence.ofLive(new Answer(online, present.at))
                        : Evidence.ofCached(new Answer(online, present.at - cacheMillis));
                if (merging.merge(clientId, evidence, null, clock.millis())) {
                    counters.reconciled.increment();
                }
            }
        }
        CompletableFuture<ClientPresence> wanted = question.wanted();
        if (wanted != null) {
            ClientPresence found = merging.presence(question.clientIds().get(0));
            elsewhere.execute(() -> wanted.complete(found));
        }
    }

    /** Returns how long no question is asked yet because the last ones failed. */
    public long pausedMillis() {
        return pauses.leftMillis();
    }

    /** Ends it; by the thread that calls {@link #step}, after its last step, or when there is none any more. */
    public void close() {
        walks.end();
        List<Question> left = new ArrayList<>(questions.close());
        asked.forEach(present -> left.add(present.question));
        if (next != null) {
            left.add(next);
        }
        left.forEach(question -> fail(question.wanted(), null));
    }
}
