package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the state of every client, from notices that come late, twice, out of order or not at all. Give it to a consumer
 * as the listener of its groups:
 *
 * <pre>{@code
 * PresenceTracker tracker = PresenceTracker.builder()
 *         .gracePeriod(Duration.ofSeconds(30))
 *         .onOffline(change -> alarm(change.clientId()))
 *         .onOnline(change -> allClear(change.clientId()))
 *         .build();
 * consumer.subscribeStatus("GID_demo", tracker);
 * tracker.presence("GID_demo@@@lock").isOnline();
 * }</pre>
 *
 * <p><b>The state</b> is a function of what is known of the client's connections and of when the service was asked, not
 * of the order in which that arrived. A late end of an old connection never ends a new one, a duplicate never revives
 * one. Clocks of the service may differ by the {@linkplain PresenceTrackerBuilder#skewTolerance skew tolerance}.
 *
 * <p><b>Actions</b> are called once for each change, in order for each client and in parallel for different ones, on
 * threads {@code mqtt-presence-<n>-action-<m>} or a given executor. A client that changes faster than its action returns
 * is told its newest state only. With several trackers on one {@link PresenceStore} each change is told by one of them:
 * the one that claims it; if its process dies between the claim and the end of the action, that change stays untold.
 *
 * <p><b>Threads:</b> all methods may be called by any thread. The tracker's own threads ({@code mqtt-presence-<n>-...})
 * are daemons.
 */
public final class PresenceTracker implements StatusListener, ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long TICK_MILLIS = 100;
    private static final int MAX_REMINDED = 1_000;

    private final String name = "mqtt-presence-" + COUNT.incrementAndGet();
    private final Rules rules;
    private final Telling telling;
    private final Times times;
    private final StoreBorder store;
    private final boolean ownStore;
    private final Clock clock;
    private final Counters counters = new Counters();
    private final Failures failures;
    private final long maxAgeMillis;
    private final long closeMillis;
    private final TrackerThreads threads;
    private final Teller teller;
    /** Null if there is nobody to ask. */
    private final Healer healer;

    private final Asking asking;
    private long walkedAt;
    private volatile boolean closed;

    PresenceTracker(PresenceTrackerBuilder settings, boolean withThreads) {
        this.rules = settings.rules();
        this.telling = settings.telling();
        this.times = new Times(settings.maxAhead.toMillis());
        this.failures = new Failures(name, settings.onError);
        this.ownStore = settings.store == null;
        this.store = new StoreBorder(ownStore ? new MemoryPresenceStore() : settings.store, failures);
        this.clock = settings.clock;
        this.maxAgeMillis = settings.maxAge == null ? 0 : settings.maxAge.toMillis();
        this.closeMillis = settings.closeTimeout.toMillis();
        this.threads = new TrackerThreads(
                name,
                settings.executor,
                settings.queryExecutor,
                this::runTimer,
                settings.liveQuery == null ? null : this::heal);
        this.teller = new Teller(
                store,
                rules,
                settings.actions(),
                counters,
                failures,
                clock,
                threads.forActions,
                settings.actionThreads);
        long now = clock.millis();
        this.walkedAt = now;
        this.asking = new Asking(
                threads.forQueries, failures, settings.queryTimeout.toNanos(), settings.nanos, threads::wakeAsker);
        this.healer = settings.liveQuery == null
                ? null
                : new Healer(
                        store,
                        rules,
                        asking,
                        settings.liveQuery,
                        settings.cachedQuery,
                        settings.queriesPerSecond,
                        (clientId, answer) -> merge(clientId, answer, null, clock.millis()),
                        counters,
                        failures,
                        clock,
                        settings.nanos);
        if (healer != null) {
            // what is in the store now may be of long ago
            healer.walk(now, now);
        }
        if (withThreads) {
            threads.start();
        }
    }

    /** Returns a builder; everything has a default. */
    public static PresenceTrackerBuilder builder() {
        return new PresenceTrackerBuilder();
    }

    /**
     * Takes in a notice. Returns after it is in the store, so that no crash loses what the server takes for done; calls
     * no action itself.
     *
     * @throws IllegalStateException if the tracker is closed
     * @throws RuntimeException what the store throws; it is counted in {@link PresenceHealth#storeErrors()}, and the
     *     consumer gets the notice again
     */
    @Override
    public void process(StatusNotice notice) {
        requireOpen();
        threads.ensureStarted();
        long now = clock.millis();
        long time = times.millis(notice.getTime(), now, counters);
        Fact fact = new Fact(
                ChannelId.of(notice.getChannelId()), notice.eventType(), time, Address.of(notice.getClientIp()));
        counters.notice(now - time);
        merge(notice.getClientId(), Evidence.of(fact), fact, now);
    }

    private boolean merge(String clientId, Evidence more, Fact fact, long now) {
        PresenceRecord[] before = new PresenceRecord[1];
        PresenceRecord after = store.update(clientId, record -> {
            before[0] = record;
            return record.merge(more, now, rules, telling, clientId);
        });
        if (after == before[0]) {
            counters.repeated.increment();
            return false;
        }
        counters.merged(clientId, fact, before[0], after, now);
        long dueAt = after.dueAt();
        if (telling.isOn() && dueAt != 0 && dueAt <= now && !teller.tell(clientId)) {
            counters.deferred.increment();
        }
        if (healer != null) {
            doubt(clientId, before[0], after, now);
        }
        return after.state != before[0].state;
    }

    private void doubt(String clientId, PresenceRecord before, PresenceRecord after, long now) {
        if (after.doubtful) {
            // an answer counts if it was asked for later than this
            healer.doubt(clientId, Math.max(now, after.lastEvidenceAt()) + rules.tolerance() + 1);
        } else if (telling.confirmMillis() > 0
                && after.state == PresenceState.OFFLINE
                && after.stateDueAt > before.stateDueAt) {
            healer.doubt(clientId, Math.max(now, after.stateDueAt - telling.confirmMillis()));
        }
    }

    /**
     * Returns what is known of a client now; never null, UNKNOWN for one never heard of. Does not ask the service.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     * @throws IllegalArgumentException if it is null
     */
    public ClientPresence presence(String clientId) {
        requireClientId(clientId);
        return ClientPresence.of(clientId, store.get(clientId), rules, clock.millis());
    }

    /**
     * Returns the known sessions of a client, the newest first; those that ended longer ago than the state needs only if
     * {@link PresenceTrackerBuilder#history} is set.
     */
    public List<Session> sessions(String clientId) {
        requireClientId(clientId);
        return new Timeline(store.get(clientId).evidence, rules).sessions();
    }

    /**
     * Returns all clients that are in one of the states, read from the store as the stream goes on; nothing is copied, so
     * what changes meanwhile may be seen or not. Close it.
     *
     * @param states none for all
     */
    public Stream<ClientPresence> clients(PresenceState... states) {
        Set<PresenceState> wanted = Set.of(states.length == 0 ? PresenceState.values() : states);
        return store.clients()
                .filter(client -> wanted.contains(client.getValue().state()))
                .map(client -> ClientPresence.of(client.getKey(), client.getValue(), rules, clock.millis()));
    }

    /** Returns the numbers of this moment: clients by state and group, connects, drops, lag, queries. */
    public PresenceStatistics snapshot() {
        return PresenceStatistics.of(counters, store, teller.waiting(), clock.millis());
    }

    /** Returns what of the tracker is dead, paused or stuck. Never blocks, whatever the store and the service do. */
    public PresenceHealth health() {
        return new PresenceHealth(closed, threads, teller, healer, asking, failures, counters);
    }

    /**
     * Has the service asked, within the budget, for those of the clients of which nothing is known yet. Does nothing
     * without a query. Does not block.
     *
     * @throws IllegalArgumentException if the collection or one of the ids is null
     */
    public void watch(Collection<String> clientIds) {
        requireClientIds(clientIds);
        if (healer != null) {
            healer.walk(clock.millis(), 1, clientIds);
        }
    }

    /**
     * When a connection is there, or there again, has the service asked about what the gap can have touched: every client
     * of which nothing newer is known, after a pause in which the server can deliver what it kept. Does nothing without a
     * query. Does not block. A consumer calls it by itself for the listeners of its subscriptions; who feeds the tracker
     * in another way may call it with {@code CONNECTED} after a gap.
     */
    @Override
    public void onState(ConnectionState connection, ServerException cause) {
        if (connection == ConnectionState.CONNECTED && healer != null) {
            long now = clock.millis();
            healer.walk(now + rules.tolerance(), now);
        }
    }

    private long runTimer() {
        threads.ensureStarted();
        tick();
        return TICK_MILLIS;
    }

    /** What the timer thread does again and again: tells what became due here or was left by another node. */
    void tick() {
        // first what needs no store
        long now = clock.millis();
        counters.forgetFlapping(now - rules.flapPeriod());
        if (healer != null && maxAgeMillis > 0 && now - walkedAt >= maxAgeMillis) {
            walkedAt = now;
            healer.walk(now, now - maxAgeMillis);
        }
        if (telling.isOn()) {
            teller.wake();
            teller.tellDue();
        }
        if (telling.confirmMillis() > 0) {
            // the node that was to ask may be gone, or its answer late
            healer.remind(store.due(now + telling.confirmMillis() / 2, MAX_REMINDED), now);
        }
    }

    /** What the query thread does again and again, see {@link Healer#step}. */
    long heal() {
        threads.ensureStarted();
        try {
            return healer.step();
        } finally {
            if (closed) {
                healer.close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    private static void requireClientIds(Collection<String> clientIds) {
        if (clientIds == null) {
            throw new IllegalArgumentException("clientIds is null; client ids are needed");
        }
        clientIds.forEach(PresenceTracker::requireClientId);
    }

    private static void requireClientId(String clientId) {
        if (clientId == null) {
            throw new IllegalArgumentException("clientId is null; a client id is needed");
        }
    }

    /**
     * Ends it: takes no more notices, claims no more changes, interrupts queries, waits for the actions that run, and ends
     * its threads. What was not told stays due in the store. A given store and a given executor stay open; what is known
     * can still be read.
     *
     * <p>Takes the {@linkplain PresenceTrackerBuilder#closeTimeout close time-out} at most in all, also on an interrupted
     * thread, whose flag is kept. After the return no action begins; threads stay only for calls of actions, queries or the
     * store that do not return, which is logged. Idempotent; an action may call it, and is then not waited for.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // 0 waits for nothing, but as a deadline it would be none
        Deadline deadline = Deadline.in(Math.max(1, closeMillis));
        teller.stop();
        threads.end();
        asking.interrupt();
        boolean ended = threads.awaitEnd(teller, deadline);
        teller.end();
        if (healer != null && threads.hasAskerEnded()) {
            healer.close();
        }
        if (!ended) {
            LOG.warn("{}: closed while calls of actions, queries or the store still run", name);
        }
        if (ownStore) {
            store.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
