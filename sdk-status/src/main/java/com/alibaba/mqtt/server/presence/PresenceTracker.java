package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
    private static final long IDLE_THREAD_SECONDS = 60;
    private static final int MOST_REMINDED = 1_000;

    private final String name = "mqtt-presence-" + COUNT.incrementAndGet();
    private final Rules rules;
    private final Telling telling;
    private final Times times;
    private final PresenceStore store;
    private final boolean ownStore;
    private final Clock clock;
    private final Counters counters = new Counters();
    private final long maxAgeMillis;
    private final long closeMillis;
    private final ExecutorService ownExecutor;
    private final Teller teller;
    /** Null if there is nobody to ask. */
    private final Healer healer;

    private final List<Thread> threads;
    private long walkedAt;
    private volatile boolean closed;

    PresenceTracker(PresenceTrackerBuilder settings, boolean withThreads) {
        this.rules = settings.rules();
        this.telling = settings.telling();
        this.times = new Times(settings.mostAhead.toMillis());
        this.ownStore = settings.store == null;
        this.store = ownStore ? new MemoryPresenceStore() : settings.store;
        this.clock = settings.clock;
        this.maxAgeMillis = settings.maxAge == null ? 0 : settings.maxAge.toMillis();
        this.closeMillis = settings.closeTimeout.toMillis();
        Actions actions = settings.actions();
        this.ownExecutor = settings.executor == null && actions.isAny() ? newExecutor() : null;
        this.teller = new Teller(
                store,
                rules,
                actions,
                counters,
                clock,
                ownExecutor == null ? settings.executor : ownExecutor,
                settings.actionThreads);
        long now = clock.millis();
        this.walkedAt = now;
        this.healer = settings.liveQuery == null
                ? null
                : new Healer(
                        store,
                        rules,
                        settings.liveQuery,
                        settings.cachedQuery,
                        settings.queriesPerSecond,
                        (clientId, answer) -> merge(clientId, answer, null, clock.millis()),
                        counters,
                        actions,
                        clock);
        if (healer != null) {
            // what is in the store now may be of long ago
            healer.walk(now, now);
        }
        this.threads = withThreads ? startThreads() : List.of();
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
     * @throws RuntimeException what the store throws; the consumer gets the notice again then
     */
    @Override
    public void process(StatusNotice notice) {
        requireOpen();
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

    /**
     * Has the service asked, within the budget, for those of the clients of which nothing is known yet. Does nothing
     * without a query. Does not block.
     */
    public void watch(Collection<String> clientIds) {
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

    /** What the timer thread does again and again: tells what became due here or was left by another node. */
    void tick() {
        if (telling.isOn()) {
            teller.tellDue();
        }
        long now = clock.millis();
        if (telling.confirmMillis() > 0) {
            // the node that was to ask may be gone, or its answer late
            healer.remind(store.due(now + telling.confirmMillis() / 2, MOST_REMINDED), now);
        }
        counters.forgetFlapping(now - rules.flapPeriod());
        if (healer != null && maxAgeMillis > 0 && now - walkedAt >= maxAgeMillis) {
            walkedAt = now;
            healer.walk(now, now - maxAgeMillis);
        }
    }

    /** What the query thread does again and again, see {@link Healer#step}. */
    long heal() throws InterruptedException {
        return healer.step();
    }

    private ExecutorService newExecutor() {
        AtomicInteger count = new AtomicInteger();
        // the teller bounds the work; a thread that just finished its work may not be idle yet
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-action-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private List<Thread> startThreads() {
        Thread timer = new Thread(this::runTimer, name + "-timer");
        Thread queries = new Thread(this::runQueries, name + "-queries");
        List<Thread> all = healer == null ? List.of(timer) : List.of(timer, queries);
        for (Thread thread : all) {
            thread.setDaemon(true);
            thread.start();
        }
        return all;
    }

    private void runTimer() {
        try {
            while (!closed) {
                try {
                    tick();
                } catch (RuntimeException e) {
                    LOG.warn("{}: the store failed, what is due is told later", name, e);
                    Thread.sleep(10 * TICK_MILLIS);
                }
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: the timer ends", name);
        }
    }

    private void runQueries() {
        try {
            while (!closed) {
                long wait;
                try {
                    wait = heal();
                } catch (RuntimeException e) {
                    LOG.warn("{}: the store failed, queries go on later", name, e);
                    wait = 10 * TICK_MILLIS;
                }
                Thread.sleep(wait);
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: queries end", name);
        } finally {
            healer.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    private static void requireClientId(String clientId) {
        if (clientId == null) {
            throw new IllegalArgumentException("clientId is null; a client id is needed");
        }
    }

    /**
     * Ends it: takes no more notices, begins no more actions, waits for those that run up to the close time-out, and ends
     * its threads. What was not told stays due in the store. A given store and a given executor stay open; what is known
     * can still be read. Idempotent; an action may call it, and is then not waited for.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        teller.stop();
        threads.forEach(Thread::interrupt);
        try {
            if (!teller.isCurrent() && !teller.awaitEnd(closeMillis)) {
                LOG.warn("{}: closed while actions still run", name);
            }
            for (Thread thread : threads) {
                if (thread != Thread.currentThread()) {
                    thread.join(closeMillis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ownExecutor != null) {
            ownExecutor.shutdown();
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
