package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.engine.Settings;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.DuplicateClientId;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Collects the settings of a {@link PresenceTracker}. Each setter checks its value. Not thread-safe.
 *
 * <p>Trackers that share a store need the same settings.
 */
public final class PresenceTrackerBuilder {
    private static final Duration MAX_TOLERANCE = Duration.ofMinutes(10);
    private static final Duration MAX_PERIOD = Duration.ofDays(1);
    private static final Duration MIN_AGE = Duration.ofSeconds(10);
    private static final Duration MAX_AGE = Duration.ofDays(365);
    private static final int MAX_SESSIONS = 100;
    private static final int MAX_THREADS = 1_000;
    private static final int MAX_ATTEMPTS = 1_000;
    /** The service's limit for one source address. */
    private static final int MAX_QUERIES = 300;

    private final Settings settings = new Settings();

    PresenceTrackerBuilder() {}

    /**
     * Sets how far the clocks of the service's nodes, and ours, may differ: 0 to 10 minutes, default 5 s. A client that
     * connects again this soon, and whose old connection's end is lost, is uncertain until it is rechecked.
     */
    public PresenceTrackerBuilder skewTolerance(Duration skewTolerance) {
        settings.skewTolerance = Allowed.between("skewTolerance", skewTolerance, Duration.ZERO, MAX_TOLERANCE);
        return this;
    }

    /**
     * Sets how far in the future the time of a notice may be, by our clock: 0 to 1 day; default twice the skew tolerance, and
     * at least 10 s. What is farther is not believed: the time of arrival is taken. It is counted in
     * {@link PresenceStatistics#clampedTimes()}, and proves nothing about other connections; where it decides, the state is
     * uncertain. If many are counted, a clock is wrong, most likely that of this machine.
     */
    public PresenceTrackerBuilder maxAhead(Duration maxAhead) {
        settings.maxAhead = Allowed.between("maxAhead", maxAhead, Duration.ZERO, MAX_PERIOD);
        return this;
    }

    /**
     * Sets how long an offline waits, from when it was found, before it is notified: 0 to 1 day, default 0. Of a client
     * that is back by then nothing is notified: neither that it was offline, nor that it is online again.
     */
    public PresenceTrackerBuilder gracePeriod(Duration gracePeriod) {
        settings.gracePeriod = Allowed.between("gracePeriod", gracePeriod, Duration.ZERO, MAX_PERIOD);
        return this;
    }

    /** Sets the grace period of one group, see {@link #gracePeriod(Duration)}. */
    public PresenceTrackerBuilder gracePeriod(String groupId, Duration gracePeriod) {
        Duration period = Allowed.between("gracePeriod", gracePeriod, Duration.ZERO, MAX_PERIOD);
        settings.graceByGroup.put(Allowed.set("groupId", groupId), period.toMillis());
        return this;
    }

    /**
     * Sets what flapping is: so many sessions begun within the period. 2 to 100, and 1 s to 1 day; default 5 in a minute.
     * Clients that reconnect within the period keep more facts in memory.
     */
    public PresenceTrackerBuilder flapping(int sessions, Duration period) {
        settings.flapCount = Allowed.between("sessions", sessions, 2, MAX_SESSIONS);
        settings.flapPeriod = Allowed.between("period", period, Duration.ofSeconds(1), MAX_PERIOD);
        return this;
    }

    /**
     * Sets what a duplicate client id is: so many connections that ended just when the next one began, within the period
     * of {@link #flapping}. 2 to 100, default 3.
     */
    public PresenceTrackerBuilder duplicateClientId(int takeovers) {
        settings.takeoverCount = Allowed.between("takeovers", takeovers, 2, MAX_SESSIONS);
        return this;
    }

    /** Sets how many ended sessions of each client are kept, about 30 bytes each: 0 to 100, default 0. */
    public PresenceTrackerBuilder history(int sessions) {
        settings.history = Allowed.between("history", sessions, 0, MAX_SESSIONS);
        return this;
    }

    /**
     * Sets where it is kept, default in memory. The tracker does not close it. On a given store a tracker without actions
     * leaves what is to be notified to the others, and one without a live query what is to be rechecked.
     */
    public PresenceTrackerBuilder store(PresenceStore store) {
        settings.store = Allowed.set("store", store);
        return this;
    }

    /**
     * Adds what is called when a state of a client is known for the first time: {@link PresenceChange#before()} is UNKNOWN. That
     * is no change; the state may have begun long ago, see {@link ClientPresence#since()}. An offline waits as for
     * {@link #onOffline}. May block as {@link #onOnline}.
     *
     * <p>Without a store that outlives the process, this is so of all clients after each start.
     */
    public PresenceTrackerBuilder onFirstSeen(Consumer<PresenceChange> onFirstSeen) {
        settings.onFirstSeen.add(Allowed.set("onFirstSeen", onFirstSeen));
        return this;
    }

    /**
     * Adds what is called when a client is online of which an offline was notified, or that was first seen offline. May
     * block: that holds up its own client, and one of the action threads. All that are added are called, in that order.
     */
    public PresenceTrackerBuilder onOnline(Consumer<PresenceChange> onOnline) {
        settings.onOnline.add(Allowed.set("onOnline", onOnline));
        return this;
    }

    /**
     * Adds what is called when a client of one group is online again, as {@link #onOnline(Consumer)}.
     *
     * @param groupId what stands before {@code @@@} in the client id
     */
    public PresenceTrackerBuilder onOnline(String groupId, Consumer<PresenceChange> onOnline) {
        settings.onOnline.add(ofGroup(groupId, Allowed.set("onOnline", onOnline)));
        return this;
    }

    /**
     * Adds what is called when a client is offline of which an online was notified, or that was first seen online; after
     * the grace period. May block as {@link #onOnline}.
     */
    public PresenceTrackerBuilder onOffline(Consumer<PresenceChange> onOffline) {
        settings.onOffline.add(Allowed.set("onOffline", onOffline));
        return this;
    }

    /** Adds what is called when a client of one group is offline, as {@link #onOffline(Consumer)}. */
    public PresenceTrackerBuilder onOffline(String groupId, Consumer<PresenceChange> onOffline) {
        settings.onOffline.add(ofGroup(groupId, Allowed.set("onOffline", onOffline)));
        return this;
    }

    private static Consumer<PresenceChange> ofGroup(String groupId, Consumer<PresenceChange> action) {
        Allowed.set("groupId", groupId);
        return change -> {
            if (groupId.equals(PresenceStore.groupOf(change.clientId()))) {
                action.accept(change);
            }
        };
    }

    /** Adds what is called when a client begins {@linkplain #flapping to flap}. May block as {@link #onOnline}. */
    public PresenceTrackerBuilder onFlapping(Consumer<ClientPresence> onFlapping) {
        settings.onFlapping.add(Allowed.set("onFlapping", onFlapping));
        return this;
    }

    /**
     * Adds what is called when connections with one client id begin to end each other; {@link DuplicateClientId#cause()} says
     * whether these are two devices. May block as {@link #onOnline}.
     */
    public PresenceTrackerBuilder onDuplicateClientId(Consumer<DuplicateClientId> onDuplicateClientId) {
        settings.onDuplicateClientId.add(Allowed.set("onDuplicateClientId", onDuplicateClientId));
        return this;
    }

    /**
     * Has a change notified again whose action threw, or whose process died before the action returned: at least once instead
     * of at most once. After a failure it waits for 1 s, doubled up to a minute; after so many attempts it is given up, reported to
     * {@link #onError}, and counted. What a dead process left is notified by another one, or after a restart, a minute later. Of
     * a client that changes meanwhile only the newest state is notified. Actions for flapping and duplicate ids are called once in any
     * case.
     *
     * <p>Actions must work when they are called twice: {@link PresenceChange#number()} says which change it is.
     *
     * @param attempts 1 to 1000; default 1, which is at most once
     */
    public PresenceTrackerBuilder actionAttempts(int attempts) {
        settings.actionAttempts = Allowed.between("attempts", attempts, 1, MAX_ATTEMPTS);
        return this;
    }

    /**
     * Adds what is called with what an action or a query has thrown, or the store when a change was to be notified, on the
     * thread of that call; and with the {@link com.alibaba.mqtt.server.common.ServerException} of a query that was given
     * up. The client id is null if it is about many clients. Of queries about one client that go on failing, only the first
     * failure is reported. May throw: that is logged, and stops nothing.
     *
     * <p>Default: the log. The first failure is logged whole, later ones are counted in a line from time to time.
     */
    public PresenceTrackerBuilder onError(BiConsumer<String, Throwable> onError) {
        settings.onError.add(Allowed.set("onError", onError));
        return this;
    }

    /** Sets how many actions run concurrently: 1 to 1000, default 4. */
    public PresenceTrackerBuilder actionThreads(int actionThreads) {
        settings.actionThreads = Allowed.between("actionThreads", actionThreads, 1, MAX_THREADS);
        return this;
    }

    /** Sets who runs the actions, up to {@link #actionThreads} concurrently; default own threads. It is not shut down. */
    public PresenceTrackerBuilder executor(Executor executor) {
        settings.executor = Allowed.set("executor", executor);
        return this;
    }

    /**
     * Sets how the service is asked about one client, so that uncertain states can be rechecked:
     * {@code liveQuery(client::queryClientStatus, ClientStatus::online)}.
     *
     * @param query asks for the client's session as it is now
     * @param online reads the answer
     */
    public <T> PresenceTrackerBuilder liveQuery(PresenceQuery<String, T> query, Predicate<? super T> online) {
        Allowed.set("query", query);
        Allowed.set("online", online);
        settings.liveQuery = Queries.one(query, online::test);
        return this;
    }

    /**
     * Sets how the service is asked about many clients at little cost: ten at a time, the first thing after a start, a gap
     * or a long silence. Needs a {@link #liveQuery} too, for those whose answer contradicts what is known.
     *
     * @param query asks for clients, whose answers may come from a cache; may leave some out
     * @param online reads an answer
     */
    public <T> PresenceTrackerBuilder cachedQuery(
            PresenceQuery<Collection<String>, Map<String, T>> query, Predicate<? super T> online) {
        Allowed.set("query", query);
        Allowed.set("online", online);
        settings.cachedQuery = Queries.many(query, online::test);
        return this;
    }

    /**
     * Sets how old an answer of the {@linkplain #cachedQuery cached query} may be: 0 to 1 hour, default 10 s. After a gap the
     * recheck waits for so long, so that the answer is of after the gap.
     */
    public PresenceTrackerBuilder cacheAge(Duration cacheAge) {
        settings.cacheAge = Allowed.between("cacheAge", cacheAge, Duration.ZERO, Duration.ofHours(1));
        return this;
    }

    /**
     * Sets the maximum of queries in a second, of all trackers on one Redis store together: 1 to 300, default 10.
     * Never more in any second, also after a rest. Each is billed.
     */
    public PresenceTrackerBuilder queriesPerSecond(int queriesPerSecond) {
        settings.queriesPerSecond = Allowed.between("queriesPerSecond", queriesPerSecond, 1, MAX_QUERIES);
        return this;
    }

    /**
     * Sets how long a query may take: 100 ms to 10 minutes, default 30 s. One that takes longer is interrupted, reported to
     * {@link #onError}, and not waited for any more; other clients are asked about meanwhile, and this one again later. While
     * four queries hang that were given up, none is made; {@link PresenceTracker#health()} says so.
     */
    public PresenceTrackerBuilder queryTimeout(Duration queryTimeout) {
        settings.queryTimeout =
                Allowed.between("queryTimeout", queryTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        return this;
    }

    /**
     * Sets after how long without a notice or an answer a client is rechecked at the latest: 10 seconds to 1 year, default 1
     * day. This is how long a state can be wrong, and not uncertain, because the last notice of a client was lost. Needs a
     * {@link #liveQuery}. Each client costs a tenth of a call for each such time, or two.
     */
    public PresenceTrackerBuilder maxAge(Duration maxAge) {
        settings.maxAge = Allowed.between("maxAge", maxAge, MIN_AGE, MAX_AGE);
        return this;
    }

    /**
     * Has the service asked before an offline is notified: after the grace period, and not before the skew tolerance has passed
     * since the notice, as an earlier answer may be about the time before it. The offline is notified when the service confirms it;
     * not if the service says online; and also if there is no answer for so long after the query was due, or no second one for
     * ten minutes after one that said online.
     *
     * @param timeout 1 s to 1 day; default: nobody is asked
     */
    public PresenceTrackerBuilder confirmOffline(Duration timeout) {
        settings.confirmTimeout = Allowed.between("timeout", timeout, Duration.ofSeconds(1), MAX_PERIOD);
        return this;
    }

    /** Sets how long {@link PresenceTracker#close()} may take in all: 0 to 1 day, default 10 s. 0 waits for nothing. */
    public PresenceTrackerBuilder closeTimeout(Duration closeTimeout) {
        settings.closeTimeout = Allowed.between("closeTimeout", closeTimeout, Duration.ZERO, MAX_PERIOD);
        return this;
    }

    /** For tests: time goes by this clock alone. */
    PresenceTrackerBuilder clock(Clock clock) {
        settings.clock = clock;
        settings.nanos = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        return this;
    }

    /** For tests of a clock that is set: intervals are measured by this one. After {@link #clock}. */
    PresenceTrackerBuilder nanos(LongSupplier nanos) {
        settings.nanos = nanos;
        return this;
    }

    /**
     * Creates the tracker and starts its threads. It takes in what {@link PresenceTracker#process(StatusNotice)} is given,
     * which a consumer does that has it as its listener.
     *
     * @throws IllegalArgumentException if there is a cachedQuery, confirmOffline or maxAge without a liveQuery
     */
    public PresenceTracker build() {
        settings.requireComplete();
        return new PresenceTracker(settings, true);
    }

    /** For tests: queries run there. */
    PresenceTrackerBuilder queryExecutor(Executor queryExecutor) {
        settings.queryExecutor = queryExecutor;
        return this;
    }

    /** For tests, which call the work of its threads themselves. */
    PresenceTracker buildWithoutThreads() {
        settings.requireComplete();
        settings.queryExecutor = settings.queryExecutor == null ? Runnable::run : settings.queryExecutor;
        return new PresenceTracker(settings, false);
    }
}
