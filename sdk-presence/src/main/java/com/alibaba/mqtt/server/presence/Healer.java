package com.alibaba.mqtt.server.presence;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Asks the service about clients whose state is doubtful, within a budget.
 *
 * <ol>
 *   <li>Which clients these are stands in the store, see {@link Ask}; here is only what is being asked. So neither a failure
 *       of the store nor the end of this process loses a doubt.
 *   <li>Who asks claims the question first, for as long as the answer may take; so of several trackers one asks, and another
 *       one only if it is gone.
 *   <li>Urgent questions are asked live, one client at a time. Routine ones from the cache, ten in a call, as that is what
 *       the service bills as one; what the cache contradicts, and what it leaves out, is asked live then.
 *   <li>Whatever is found is merged as evidence like a notice; nothing is decided here. An answer from the cache is evidence
 *       of as long ago as it may be old.
 *   <li>A question that fails is asked again after a pause of its own, which grows; a batch that is refused is asked one by
 *       one. Only when many in a row fail, none is asked for a while.
 *   <li>A step reads and writes a bounded number of records, and waits for no answer.
 * </ol>
 *
 * {@link #step} is for one thread; the rest for any.
 */
final class Healer {
    /** What one call to the service can take. */
    static final int BATCH = 10;

    private static final long REST_MILLIS = 100;
    /** Longer than a call may take, so that an answer on its way is not asked for twice. */
    private static final long CLAIM_MILLIS = 5_000;

    /** How often what was answered is given to a store that fails. */
    private static final int MAX_FAILURES = 30;

    private static final int MAX_WANTED = 1_000;
    /** So many clients that turn out not to be due any more are passed over in a step. */
    private static final int MAX_PASSED = 100;

    private final PresenceStore store;
    private final Merging merging;
    private final Asking asking;
    private final Asking.Query live;
    /** Null if there is no such query: all are asked live then. */
    private final Asking.Query cached;

    private final long cacheMillis;
    /** Where futures are completed: what hangs on them is the application's. */
    private final Executor elsewhere;

    private final Counters counters;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Budget budget;
    private final Agenda agenda;
    private final Walks walks;
    private final Alarm alarm;
    private final Pauses pauses;
    /** By its monitor, as is {@code closed}. */
    private final Queue<Question> wanted = new ArrayDeque<>();

    private boolean closed;
    private final List<Asked> asked = new ArrayList<>();
    /** Claimed, and waits for the budget; null if there is none. */
    private Question next;

    /** What is being asked; {@code at} by the wall clock, as an answer is evidence of that time. */
    private record Asked(Question question, Asking.Call call, long at, int failures) {}

    Healer(
            PresenceStore store,
            Merging merging,
            Asking asking,
            Asking.Query live,
            Asking.Query cached,
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
        this.asking = asking;
        this.live = live;
        this.cached = cached;
        this.cacheMillis = cacheMillis;
        this.elsewhere = elsewhere;
        this.counters = counters;
        this.clock = clock;
        this.nanos = nanos;
        this.budget = new Budget(perSecond, nanos.getAsLong());
        this.walks = walks;
        this.alarm = alarm;
        this.agenda = new Agenda(store, alarm);
        this.pauses = new Pauses(nanos);
    }

    /** Asks about the client before all others, and completes the future with what is known of it then. */
    CompletableFuture<ClientPresence> ask(String clientId) {
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
        alarm.in(0);
        return answer;
    }

    /** Begins one call at most, and returns the milliseconds to wait until the next step. Does not wait for the call. */
    long step() {
        boolean looked = lookAtAnswers();
        long paused = pauses.leftMillis();
        if (paused > 0 || asking.isFull()) {
            return looked ? 0 : paused > 0 ? Math.min(REST_MILLIS, paused) : REST_MILLIS;
        }
        long now = clock.millis();
        if (next == null) {
            next = nextQuestion(now);
        }
        if (next == null) {
            boolean more = !agenda.hasRoutine() && walks.step();
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
        Question question = next;
        next = null;
        counters.queries.increment();
        Asking.Call call = asking.ask(question.live() ? live : cached, question.clientIds(), question.isNew());
        asked.add(new Asked(question, call, now, 0));
        return 0;
    }

    private long restMillis() {
        long rest = Math.min(alarm.leftMillis(), walks.leftMillis());
        return asked.isEmpty() ? rest : Math.min(rest, REST_MILLIS);
    }

    private Question nextQuestion(long now) {
        synchronized (wanted) {
            Question first = wanted.poll();
            if (first != null) {
                return first;
            }
        }
        try {
            agenda.look(now);
        } catch (Throwable e) {
            // the store, which counts it; what was found is asked all the same
            if (agenda.isEmpty()) {
                throw e;
            }
        }
        for (int passed = 0; passed < MAX_PASSED; passed++) {
            Task task = agenda.next();
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

    private Question claim(Task task, long now) {
        boolean asLive = task != Task.RECONCILE || cached == null;
        List<String> clientIds = new ArrayList<>();
        boolean isNew = true;
        for (int tried = 0; tried < BATCH && clientIds.size() < (asLive ? 1 : BATCH); tried++) {
            String clientId = agenda.poll(task);
            if (clientId == null) {
                break;
            }
            PresenceRecord claimed = claim(clientId, task, now);
            if (claimed != null) {
                clientIds.add(clientId);
                isNew &= claimed.ask.failures() == 0;
            }
        }
        return clientIds.isEmpty() ? null : new Question(clientIds, asLive, isNew || !asLive, null);
    }

    /** Returns null if it is not due any more. */
    private PresenceRecord claim(String clientId, Task task, long now) {
        boolean[] due = new boolean[1];
        PresenceRecord after = store.update(clientId, record -> {
            due[0] = record.ask.isDue(task, now);
            return due[0] ? record.with(record.ask.movedTo(now + asking.timeoutMillis() + CLAIM_MILLIS)) : record;
        });
        return due[0] ? after : null;
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
                asking.worked();
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
                            ? record.with(record.ask.failed(now, retryable))
                            : merging.unanswered(clientId, record));
        }
    }

    private static IllegalStateException closedMeanwhile() {
        return new IllegalStateException("the tracker was closed meanwhile");
    }

    private void fail(CompletableFuture<ClientPresence> wanted, Throwable failure) {
        if (wanted != null) {
            Throwable why = failure == null ? closedMeanwhile() : failure;
            elsewhere.execute(() -> wanted.completeExceptionally(why));
        }
    }

    private void change(String clientId, UnaryOperator<PresenceRecord> change) {
        PresenceRecord after =
                store.update(clientId, record -> record.ask.task() == null ? record : change.apply(record));
        if (after.ask.task() != null) {
            alarm.in(after.ask.at() - clock.millis());
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
                    counters.healed.increment();
                }
            }
        }
        if (question.wanted() != null) {
            ClientPresence found = merging.presence(question.clientIds().get(0));
            elsewhere.execute(() -> question.wanted().complete(found));
        }
    }

    /** Returns how long no question is asked yet because the last ones failed. */
    long pausedMillis() {
        return pauses.leftMillis();
    }

    /** By the thread that calls {@link #step}, after its last step, or when there is none any more. */
    void close() {
        walks.end();
        List<Question> left = new ArrayList<>();
        synchronized (wanted) {
            closed = true;
            left.addAll(wanted);
            wanted.clear();
        }
        asked.forEach(present -> left.add(present.question));
        if (next != null) {
            left.add(next);
        }
        left.forEach(question -> fail(question.wanted(), null));
    }
}
