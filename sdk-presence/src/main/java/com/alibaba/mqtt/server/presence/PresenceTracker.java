package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.engine.ClientIds;
import com.alibaba.mqtt.server.presence.engine.Engine;
import com.alibaba.mqtt.server.presence.engine.Settings;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * <p><b>Actions</b> are notified of each change once, in order for each client and concurrently for different ones, on
 * threads {@code mqtt-presence-<n>-action-<m>} or a given executor. The first sight of a client is no change, see
 * {@link PresenceTrackerBuilder#onFirstSeen}. Of a client that changes faster than its action returns, only the newest state is
 * notified. With several trackers on one {@link PresenceStore} one of them notifies a change: the one that claims it; if its
 * process dies between the claim and the end of the action, that change is not notified again, unless
 * {@link PresenceTrackerBuilder#actionAttempts} is set.
 *
 * <p><b>Threads:</b> all methods may be called by any thread. The tracker's own threads ({@code mqtt-presence-<n>-...})
 * are daemons.
 */
public final class PresenceTracker implements StatusListener, ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);

    private final Engine engine;

    PresenceTracker(Settings settings, boolean withThreads) {
        PresenceStore store = settings.store == null ? MemoryPresenceStore.by(settings.clock) : settings.store;
        this.engine = new Engine(settings, store, LOG);
        if (withThreads) {
            engine.start();
        }
    }

    /** Returns a builder; everything has a default. */
    public static PresenceTrackerBuilder builder() {
        return new PresenceTrackerBuilder();
    }

    /**
     * Takes in a notice. Returns after it is in the store, so that no crash loses what the server takes for settled; calls
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
        engine.process(notice);
    }

    /** Takes note that a notice of the client will not come again: its state is uncertain until there is newer evidence. */
    @Override
    public void givenUp(StatusNotice notice, Throwable lastFailure) {
        engine.givenUp(notice.getClientId());
    }

    /**
     * Returns what is known of a client now; never null, UNKNOWN for one that was never seen. Does not ask the service.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     * @throws IllegalArgumentException if it is null, blank, longer than 1,024 characters or no Unicode
     */
    public ClientPresence presence(String clientId) {
        ClientIds.require(clientId);
        return engine.presence(clientId);
    }

    /**
     * Returns the known sessions of a client, the newest first; those that ended longer ago than the state needs only if
     * {@link PresenceTrackerBuilder#history} is set.
     *
     * @throws IllegalArgumentException as {@link #presence}
     */
    public List<Session> sessions(String clientId) {
        ClientIds.require(clientId);
        return engine.sessions(clientId);
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
        return engine.records()
                .filter(client -> wanted.contains(client.getValue().state()))
                .map(engine::presence);
    }

    /**
     * Returns a page of the clients that the filter accepts, in the order of their ids. Reads all clients of the store for
     * each page, and keeps no more than the page.
     */
    public List<ClientPresence> find(PresenceFilter filter) {
        Allowed.set("filter", filter);
        try (Stream<Map.Entry<String, ClientRecord>> all = engine.records()) {
            return filter.page(all, engine::presence, engine.now());
        }
    }

    /**
     * Forgets all that is known of a client. No action is notified of that. A notice or an answer that comes later makes it
     * known again, as if for the first time.
     *
     * @return false if nothing was known
     * @throws IllegalArgumentException as {@link #presence}
     */
    public boolean remove(String clientId) {
        ClientIds.require(clientId);
        return engine.remove(clientId);
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
        return engine.refresh(clientId);
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
        return engine.listen(clientId, Allowed.set("listener", listener))::run;
    }

    /**
     * Waits for a client to be online. The service is asked about a client of which nothing is known, or whose state is
     * uncertain, if there is a live query.
     *
     * @return completed with its state when it is online, immediately if it is already; exceptionally with a
     *     {@link java.util.concurrent.TimeoutException} after the time, and with an IllegalStateException when the tracker is
     *     closed before. Cancel it to wait no more
     * @throws IllegalStateException if the tracker is closed
     * @throws IllegalArgumentException as {@link #presence}, or if the time is not 1 ms to 1 year
     */
    public CompletableFuture<ClientPresence> awaitOnline(String clientId, Duration timeout) {
        Allowed.between("timeout", timeout, Duration.ofMillis(1), Duration.ofDays(365));
        requireOpen();
        ClientIds.require(clientId);
        return engine.awaitOnline(clientId, timeout);
    }

    /** Returns the numbers of this moment: clients by state and group, connects, drops, lag, queries. */
    public PresenceStatistics snapshot() {
        return new PresenceStatistics(engine);
    }

    /** Returns what of the tracker is dead, paused or stuck. Never blocks, whatever the store and the service do. */
    public PresenceHealth health() {
        return new PresenceHealth(engine);
    }

    /**
     * Has the service asked, within the budget, about those of the clients of which nothing is known yet. Does nothing
     * without a query. Does not block.
     *
     * @throws IllegalStateException if 10 million wait already to be looked at
     * @throws IllegalArgumentException if the collection is null, or one of the ids is not allowed, see {@link #presence}
     */
    public void watch(Collection<String> clientIds) {
        ClientIds.require(clientIds);
        engine.watch(clientIds);
    }

    /**
     * When a connection is there, or there again, has the service asked about what the gap can have touched: every client
     * of which nothing newer is known, after a pause in which the server can deliver what it kept. Until then these are
     * uncertain. Does nothing without a query. Does not block. A consumer calls it by itself for the listeners of its
     * subscriptions; who feeds the tracker in another way may call it with {@code CONNECTED} after a gap.
     */
    @Override
    public void onState(ConnectionState connection, @Nullable ServerException cause) {
        if (connection == ConnectionState.CONNECTED) {
            engine.walkAfterGap();
        }
    }

    /** What the timer thread does again and again. */
    void tick() {
        engine.tick();
    }

    /** What the query thread does again and again; returns after how many milliseconds to call it again. */
    long reconcile() {
        return engine.reconcile();
    }

    private void requireOpen() {
        if (engine.isClosed()) {
            throw new IllegalStateException(engine + " is closed");
        }
    }

    /**
     * Ends it: takes no more notices, claims no more changes, interrupts queries, waits for the actions that run, and ends
     * its threads. What was not notified stays due in the store. Futures of {@link #refresh} and {@link #awaitOnline} fail. A
     * given store and a given executor stay open; what is known can still be read.
     *
     * <p>Takes the {@linkplain PresenceTrackerBuilder#closeTimeout close time-out} at most in all, also on an interrupted
     * thread, whose flag is kept. After the return no action begins; threads stay only for calls of actions, queries or the
     * store that do not return, which is logged. Idempotent; an action may call it, and is then not waited for.
     */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
