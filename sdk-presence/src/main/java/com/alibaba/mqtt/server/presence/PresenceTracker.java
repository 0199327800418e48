package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
 * threads {@code mqtt-presence-<n>-action-<m>} or a given executor. The first sight of a client is no change, see
 * {@link PresenceTrackerBuilder#onFirstSeen}. A client that changes faster than its action returns is told its newest state
 * only. With several trackers on one {@link PresenceStore} each change is told by one of them: the one that claims it; if its
 * process dies between the claim and the end of the action, that change stays untold, unless
 * {@link PresenceTrackerBuilder#actionAttempts} is set.
 *
 * <p><b>Threads:</b> all methods may be called by any thread. The tracker's own threads ({@code mqtt-presence-<n>-...})
 * are daemons.
 */
public final class PresenceTracker implements StatusListener, ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration AWAY_PAUSE = Duration.ofSeconds(1);

    private final String name = "mqtt-presence-" + COUNT.incrementAndGet();
    private final Rules rules;
    private final Times times;
    private final StoreBorder store;
    private final boolean ownStore;
    private final Clock clock;
    private final Counters counters;
    private final Failures failures;
    private final long closeMillis;
    private final TrackerThreads threads;
    private final Teller teller;
    private final Alarm timerAlarm;
    private final Alarm askerAlarm;
    private final Listening listening;
    private final Walks walks;
    private final Asking asking;
    private final Merging merging;
    private final Ticks ticks;
    /** Null if there is nobody to ask. */
    private final Healer healer;

    private volatile boolean closed;

    PresenceTracker(PresenceTrackerBuilder settings, boolean withThreads) {
        boolean asks = settings.liveQuery != null;
        boolean tells = settings.actions().isAny();
        LongSupplier nanos = settings.nanos;
        Telling telling = settings.telling();
        this.rules = settings.rules();
        this.times = new Times(settings.maxAheadMillis());
        this.failures = new Failures(name, settings.onError());
        this.ownStore = settings.store == null;
        this.store =
                new StoreBorder(ownStore ? MemoryPresenceStore.by(settings.clock) : settings.store, failures, nanos);
        this.clock = settings.clock;
        this.counters = new Counters(nanos);
        this.closeMillis = settings.closeTimeout.toMillis();
        this.threads = new TrackerThreads(
                name, settings.executor, settings.queryExecutor, this::runTimer, asks ? this::heal : null);
        this.timerAlarm = new Alarm(nanos, threads::wakeTimer);
        this.askerAlarm = new Alarm(nanos, threads::wakeAsker);
        this.teller = new Teller(
                store,
                rules,
                settings.actions(),
                counters,
                failures,
                clock,
                threads.forActions,
                settings.actionThreads,
                settings.actionAttempts,
                timerAlarm);
        this.listening = new Listening(name, threads::runAsAction, this::presence);
        this.asking =
                new Asking(threads.forQueries, failures, settings.queryTimeout.toNanos(), nanos, threads::wakeAsker);
        this.walks = new Walks(store, failures, this::mark, nanos);
        this.merging = new Merging(
                store,
                rules,
                telling,
                counters,
                clock,
                tells ? teller : null,
                listening,
                walks,
                timerAlarm,
                askerAlarm,
                asks);
        this.ticks = new Ticks(
                store,
                rules,
                merging,
                counters,
                teller,
                tells,
                ownStore ? null : listening,
                walks,
                asks ? settings.maxAge.toMillis() : 0,
                timerAlarm,
                askerAlarm,
                clock,
                nanos);
        this.healer = asks
                ? new Healer(
                        store,
                        merging,
                        asking,
                        settings.liveQuery,
                        settings.cachedQuery,
                        telling.cacheMillis(),
                        settings.queriesPerSecond,
                        threads::runElsewhere,
                        counters,
                        walks,
                        askerAlarm,
                        clock,
                        nanos)
                : null;
        // what is in the store now may be of long ago
        merging.walk(Doubt.START, 0);
        if (withThreads) {
            threads.start();
        }
    }

    private boolean mark(String clientId, Doubt why, long since) {
        return merging.mark(clientId, why, since);
    }

    /** Returns a builder; everything has a default. */
    public static PresenceTrackerBuilder builder() {
        return new PresenceTrackerBuilder();
    }

    /**
     * Takes in a notice. Returns after it is in the store, so that no crash loses what the server takes for done; calls
     * no action itself. A notice whose client id is blank, longer than 1,024 characters or no Unicode is ignored and counted:
     * no client can have such an id.
     *
     * @throws IllegalStateException if the tracker is closed
     * @throws NotNowException if the store is away: the consumer keeps the notice, which costs no attempt, and tries again
     * @throws RuntimeException what the store throws otherwise; it is counted in {@link PresenceHealth#storeErrors()}, and the
     *     consumer gets the notice again
     */
    @Override
    public void process(StatusNotice notice) {
        requireOpen();
        threads.ensureStarted();
        String clientId = notice.getClientId();
        if (!ClientIds.isPossibleInNotice(clientId)) {
            counters.ignored.increment();
            failures.ofImpossibleId(clientId);
            return;
        }
        long now = clock.millis();
        long known = times.millis(notice.getTime(), now, counters);
        long time = known == 0 ? now : known;
        Fact fact = new Fact(
                ChannelId.of(notice.getChannelId()),
                notice.eventType(),
                time,
                Address.of(notice.getClientIp()),
                known == 0);
        counters.notice(now - time);
        try {
            merging.merge(clientId, Evidence.of(fact), fact, now);
        } catch (Throwable e) {
            if (store.isAwayBy(e)) {
                throw new NotNowException("the presence store is away", AWAY_PAUSE, e);
            }
            throw e;
        }
    }

    /** Takes note that a notice of the client will not come again: its state is doubtful until there is newer evidence. */
    @Override
    public void givenUp(StatusNotice notice, Throwable lastFailure) {
        String clientId = notice.getClientId();
        if (healer == null || closed || !ClientIds.isPossibleInNotice(clientId)) {
            return;
        }
        try {
            mark(clientId, Doubt.GIVEN_UP, clock.millis());
        } catch (Throwable e) {
            // the store, most likely as before; then all are asked about
            store.returned();
        }
    }

    /**
     * Returns what is known of a client now; never null, UNKNOWN for one never heard of. Does not ask the service.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     * @throws IllegalArgumentException if it is null, blank, longer than 1,024 characters or no Unicode
     */
    public ClientPresence presence(String clientId) {
        ClientIds.require(clientId);
        return merging.presence(clientId);
    }

    /**
     * Returns the known sessions of a client, the newest first; those that ended longer ago than the state needs only if
     * {@link PresenceTrackerBuilder#history} is set.
     *
     * @throws IllegalArgumentException as {@link #presence}
     */
    public List<Session> sessions(String clientId) {
        ClientIds.require(clientId);
        return new Timeline(store.get(clientId).evidence, rules).sessions();
    }

    /**
     * Returns all clients that are in one of the states, read from the store as the stream goes on; nothing is copied, so
     * what changes meanwhile may be seen or not. Close it.
     *
     * @param states none for all
     */
    public Stream<ClientPresence> clients(PresenceState... states) {
        Set<PresenceState> wanted = EnumSet.allOf(PresenceState.class);
        if (states.length > 0) {
            wanted.retainAll(List.of(states));
        }
        return store.clients()
                .filter(client -> wanted.contains(client.getValue().state()))
                .map(client -> merging.presence(client.getKey(), client.getValue()));
    }

    /**
     * Returns a page of the clients that the filter lets pass, in the order of their ids. Reads all clients of the store for
     * each page, and keeps no more than the page.
     */
    public List<ClientPresence> find(PresenceFilter filter) {
        Allowed.set("filter", filter);
        long now = clock.millis();
        NavigableMap<String, ClientPresence> page = new TreeMap<>();
        try (Stream<Map.Entry<String, PresenceRecord>> all = store.clients()) {
            all.filter(client ->
                            filter.accepts(client.getKey(), client.getValue().state()))
                    .filter(client ->
                            page.size() < filter.max() || client.getKey().compareTo(page.lastKey()) < 0)
                    .map(client -> merging.presence(client.getKey(), client.getValue()))
                    .filter(client -> filter.accepts(client, now))
                    .forEach(client -> {
                        page.put(client.clientId(), client);
                        if (page.size() > filter.max()) {
                            page.pollLastEntry();
                        }
                    });
        }
        return List.copyOf(page.values());
    }

    /**
     * Forgets all that is known of a client. Nothing is told of that. A notice or an answer that comes later makes it known
     * again, as if for the first time.
     *
     * @return false if nothing was known
     * @throws IllegalArgumentException as {@link #presence}
     */
    public boolean remove(String clientId) {
        ClientIds.require(clientId);
        boolean[] known = new boolean[1];
        store.update(clientId, record -> {
            known[0] = !record.isEmpty();
            return known[0] ? PresenceRecord.EMPTY : record;
        });
        if (known[0]) {
            listening.changed(clientId);
        }
        return known[0];
    }

    /**
     * Asks the service about a client now, before all others, within the budget. The answer is evidence like any other.
     *
     * @return completed with what is known after the answer, on a thread of queries; exceptionally with what the query threw,
     *     with an IllegalStateException if there is no live query, if 1,000 such questions wait already, or if the tracker is
     *     closed meanwhile
     * @throws IllegalArgumentException as {@link #presence}
     */
    public CompletableFuture<ClientPresence> refresh(String clientId) {
        ClientIds.require(clientId);
        if (healer == null || closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    closed ? name + " is closed" : "liveQuery is not set; refresh needs one"));
        }
        return healer.ask(clientId);
    }

    /**
     * Calls a listener with a client's state as it is now, and with each other state that it comes to, until the returned
     * handle is closed. Each process sees all changes, also those that another tracker on the store took in, these up to a
     * second later. Neither the grace period nor a confirmation is waited for. Calls come one after the other, on the threads
     * of the actions; what changes while a call runs is one more call. A throw is logged and changes nothing.
     *
     * @throws IllegalArgumentException as {@link #presence}, or if the listener is null
     */
    public Registration listen(String clientId, Consumer<? super ClientPresence> listener) {
        requireOpen();
        ClientIds.require(clientId);
        Registration handle = listening.add(clientId, Allowed.set("listener", listener));
        timerAlarm.in(0);
        return handle;
    }

    /**
     * Waits for a client to be online. A client of which nothing is known, or whose state is doubtful, is asked for if there is
     * a live query.
     *
     * @return completed with its state when it is online, at once if it is already; exceptionally with a
     *     {@link java.util.concurrent.TimeoutException} after the time. Cancel it to wait no more
     * @throws IllegalArgumentException as {@link #presence}, or if the time is not positive
     */
    public CompletableFuture<ClientPresence> awaitOnline(String clientId, Duration timeout) {
        Allowed.between("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(365));
        CompletableFuture<ClientPresence> online = new CompletableFuture<>();
        Registration listener = listen(clientId, presence -> {
            if (presence.isOnline()) {
                online.complete(presence);
            }
        });
        CompletableFuture<ClientPresence> unused = online.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((presence, error) -> listener.close());
        if (healer != null && presence(clientId).doubtful()) {
            unused = healer.ask(clientId);
        }
        return online;
    }

    /** Returns the numbers of this moment: clients by state and group, connects, drops, lag, queries. */
    public PresenceStatistics snapshot() {
        return PresenceStatistics.of(counters, store, teller.waiting(), clock.millis());
    }

    /** Returns what of the tracker is dead, paused or stuck. Never blocks, whatever the store and the service do. */
    public PresenceHealth health() {
        return new PresenceHealth(closed, store, threads, teller, healer, asking, failures, counters);
    }

    /**
     * Has the service asked, within the budget, for those of the clients of which nothing is known yet. Does nothing
     * without a query. Does not block.
     *
     * @throws IllegalStateException if 10 million wait already to be looked at
     * @throws IllegalArgumentException if the collection is null, or one of the ids is not allowed, see {@link #presence}
     */
    public void watch(Collection<String> clientIds) {
        ClientIds.require(clientIds);
        if (healer != null) {
            walks.add(1, Doubt.WATCHED, clientIds);
            askerAlarm.in(0);
        }
    }

    /**
     * When a connection is there, or there again, has the service asked about what the gap can have touched: every client
     * of which nothing newer is known, after a pause in which the server can deliver what it kept. Until then these are
     * doubtful. Does nothing without a query. Does not block. A consumer calls it by itself for the listeners of its
     * subscriptions; who feeds the tracker in another way may call it with {@code CONNECTED} after a gap.
     */
    @Override
    public void onState(ConnectionState connection, ServerException cause) {
        if (connection == ConnectionState.CONNECTED) {
            merging.walk(Doubt.GAP, rules.tolerance());
        }
    }

    private long runTimer() {
        threads.ensureStarted();
        tick();
        return ticks.restMillis();
    }

    /** What the timer thread does again and again, see {@link Ticks#tick}. */
    void tick() {
        ticks.tick();
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
        listening.end();
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
