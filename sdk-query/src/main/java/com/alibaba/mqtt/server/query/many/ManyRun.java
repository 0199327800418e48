package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import com.alibaba.mqtt.server.query.calls.Tally;
import com.alibaba.mqtt.server.query.calls.Timekeeper;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryMode;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One query for many clients, pulled by the thread that wants its answers.
 *
 * <ol>
 *   <li>Nothing is asked unless {@link #next} is called, and at most {@link #MAX_OUTSTANDING} requests are outstanding: so
 *       memory is bounded, whatever the number of clients, and who takes answers slowly slows the asking.
 *   <li>Each client that was read has exactly one answer; it is in {@code open} from when it is read until then.
 *   <li>A failed request is asked again later, up to {@link Chunk#MAX_FAILURES} times; failures while the service is away are
 *       not counted ({@link Outage}). One that is refused for its ids is split until the one id is found.
 *   <li>When it is over early, everything that is open gets the reason as its answer.
 * </ol>
 */
public final class ManyRun implements AutoCloseable {
    static final int MAX_OUTSTANDING = 48;
    /** How many requests may wait to confirm or to repeat something before more clients are read. */
    private static final int MAX_WAITING = 500;

    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final QueryMode mode;
    private final Timekeeper time;
    private final Tally tally = new Tally();
    private final Input input;
    private final Progress progress;
    private final Outage outage = new Outage();
    private final @Nullable Duration deadline;
    private final long startNanos;
    private final Set<String> open = new HashSet<>();
    private final Queue<Chunk> again = new PriorityQueue<>(Comparator.comparingLong(Chunk::notBeforeNanos));
    private final Queue<Chunk> toConfirm = new ArrayDeque<>();
    private final Outstanding outstanding;
    private final Queue<QueryAnswer> ready = new ArrayDeque<>();
    private @Nullable ServerException over;
    private boolean confirmNext;
    private long answered;
    private boolean toldEnd;
    private volatile boolean closed;

    /** Creates a run of a query. */
    public ManyRun(Asking asking, QueryRequest request) {
        this(asking, request, Timekeeper.SYSTEM);
    }

    ManyRun(Asking asking, QueryRequest request, Timekeeper time) {
        outstanding = new Outstanding(asking, tally);
        this.mode = request.mode();
        this.time = time;
        this.deadline = request.deadline();
        input = new Input(request.source());
        startNanos = time.nanos();
        progress = new Progress(request.progress(), startNanos);
    }

    /**
     * Waits for the next answer, and asks for more meanwhile. For one thread.
     *
     * @return null if there are no more
     * @throws InterruptedException if interrupted; it can be called again
     */
    public @Nullable QueryAnswer next() throws InterruptedException {
        while (true) {
            QueryAnswer answer = ready.poll();
            if (answer != null) {
                answered++;
                progress.tell(answered, input.size(), time.nanos(), false);
                return answer;
            }
            input.open();
            checkEnds();
            fill();
            QueryAnswer rest = outstanding.isEmpty() ? unasked() : null;
            if (rest != null) {
                ready.add(rest);
                continue;
            }
            if (outstanding.isEmpty() && again.isEmpty() && toConfirm.isEmpty() && input.isEnded()) {
                if (!toldEnd) {
                    toldEnd = true;
                    progress.tell(answered, input.size(), time.nanos(), true);
                }
                return null;
            }
            outstanding.await(waitNanos(), this::ended);
            progress.tell(answered, input.size(), time.nanos(), false);
        }
    }

    private void checkEnds() {
        if (closed) {
            end(CallErrors.stopped());
        } else if (deadline != null && time.nanos() - startNanos >= deadline.toNanos()) {
            end(new ServerException(
                    ErrorCode.TIMED_OUT,
                    "not answered within the deadline of the query, " + deadline.toMillis() + " ms",
                    true,
                    null));
        }
    }

    private long waitNanos() {
        long now = time.nanos();
        long wait = MAX_WAIT_NANOS;
        Chunk first = again.peek();
        if (first != null) {
            wait = Math.min(wait, Math.max(1, first.notBeforeNanos() - now));
        }
        if (deadline != null && over == null) {
            wait = Math.min(wait, Math.max(1, startNanos + deadline.toNanos() - now));
        }
        return wait;
    }

    private void fill() {
        while (over == null && outstanding.size() < (outage.isOn() ? 1 : MAX_OUTSTANDING)) {
            if (outage.isOn() && outage.nextNanos() - time.nanos() > 0) {
                return;
            }
            Chunk next = nextChunk();
            if (next == null) {
                return;
            }
            outstanding.ask(next);
        }
    }

    private @Nullable Chunk nextChunk() {
        Chunk first = again.peek();
        if (first != null && (outage.isOn() || first.notBeforeNanos() - time.nanos() <= 0)) {
            return again.poll();
        }
        confirmNext = !confirmNext;
        boolean many = toConfirm.size() >= MAX_WAITING || again.size() >= MAX_WAITING;
        if (many || (confirmNext && !toConfirm.isEmpty())) {
            return toConfirm.poll();
        }
        Chunk fresh = read();
        return fresh != null ? fresh : toConfirm.poll();
    }

    private @Nullable Chunk read() {
        int max = mode == QueryMode.LIVE ? 1 : BatchQuery.CHUNK;
        List<String> ids = new ArrayList<>(max);
        while (ids.size() < max) {
            String id = input.next();
            if (id == null) {
                break;
            }
            if (open.add(id)) {
                ids.add(id);
            }
        }
        if (ids.isEmpty()) {
            return null;
        }
        return mode == QueryMode.LIVE ? Chunk.live(ids.get(0), Map.of()) : Chunk.cached(ids);
    }

    private void ended(Outstanding.Ended request) {
        Chunk chunk = request.chunk();
        Throwable failure = request.failure();
        Map<String, ClientStatus> statuses = request.statuses();
        if (failure == null && statuses != null) {
            outage.answered();
            chunk.clientIds().forEach(id -> answered(chunk, id, statuses.get(id)));
        } else {
            failed(chunk, CallErrors.ofAny(failure));
        }
    }

    private void answered(Chunk chunk, String id, @Nullable ClientStatus status) {
        boolean confirm = !chunk.live() && mode == QueryMode.CACHED_THEN_LIVE && (status == null || !status.online());
        if (confirm && over == null) {
            toConfirm.add(Chunk.live(id, status == null ? Map.of() : Map.of(id, status)));
        } else {
            put(new QueryAnswer(id, status, null));
        }
    }

    private void put(QueryAnswer answer) {
        open.remove(answer.clientId());
        ready.add(answer);
    }

    private void failed(Chunk chunk, ServerException failure) {
        if (over != null) {
            giveUp(chunk, over);
            return;
        }
        long now = time.nanos();
        @Nullable
        ServerException why = failure.getCode().equals(ErrorCode.STOPPED) ? failure : outage.failed(failure, now);
        if (why != null) {
            giveUp(chunk, why);
            end(why);
            return;
        }
        List<Chunk> next = chunk.afterFailure(failure, !outage.isOn(), now);
        if (next.isEmpty()) {
            giveUp(chunk, failure);
        } else {
            again.addAll(next);
        }
    }

    private void giveUp(Chunk chunk, ServerException why) {
        chunk.clientIds().forEach(id -> put(new QueryAnswer(id, chunk.cached().get(id), why)));
    }

    /** Ends it early. */
    private void end(ServerException why) {
        if (over != null) {
            return;
        }
        over = why;
        again.forEach(chunk -> giveUp(chunk, why));
        again.clear();
        toConfirm.forEach(chunk -> giveUp(chunk, why));
        toConfirm.clear();
        if (input.size() < 0) {
            // a stream, which may have no end
            input.close();
        }
        outstanding.cancel();
    }

    /** Returns an answer for the next client that was not asked about, if it ended early. */
    private @Nullable QueryAnswer unasked() {
        ServerException why = over;
        String id = why == null ? null : input.next();
        return id == null ? null : new QueryAnswer(id, null, why);
    }

    /** Cancels what is outstanding. For the thread that calls {@link #next}, which does not any more. */
    public void cancel() {
        end(CallErrors.stopped());
        input.close();
    }

    /** Returns why it ended before all clients were asked about, or null. */
    public @Nullable ServerException failure() {
        return over != null ? over : input.failure();
    }

    /** Returns what was sent for it. */
    public Tally tally() {
        return tally;
    }

    /** Returns how long it runs, in nanoseconds. */
    public long nanos() {
        return time.nanos() - startNanos;
    }

    /** Ends it soon: {@link #next} gives what is open as stopped, and then null. Any thread. */
    @Override
    public void close() {
        closed = true;
        outstanding.wake();
    }
}
