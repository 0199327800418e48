package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection with its subscriptions up, over any number of wires.
 *
 * <ol>
 *   <li>All fields are guarded by this object's monitor, which is never held while a wire or the receiver works.
 *   <li>At most one wire is open. It is opened by the thread in {@link #start} first, by the supervisor thread later.
 *   <li>Every wire gets a fresh login. A wire is never repaired: when it, or one of its subscriptions, is lost, it is
 *       closed and the next one takes over.
 *   <li>A source is claimed in {@link Connection#subscribed} before the wire is asked; so no source is asked for twice.
 *   <li>STOPPED is never left. Who opened a wire looks at the state before handing it over, and closes it if stopped.
 *   <li>The supervisor's {@link Loop} is no daemon: it keeps the JVM alive from a successful start to the end of stop. What
 *       is thrown while it connects again, of whatever class, is one more failed attempt.
 * </ol>
 */
final class ConnectionSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);
    /** Each change of the state wakes the loop. */
    private static final long REST_MILLIS = 3_600_000;

    /** Who uses the connections. */
    interface Owner {
        /** Returns who takes the deliveries of one source on one connection, before it is subscribed to. */
        Receiver receiver(Source source, Connection from);

        /** Called after {@link Connection#isOpen()} of the connection turned false. Does not block. */
        void connectionLost(Connection lost);
    }

    /** Tells the changes of the state. */
    final StateAnnouncer announcer;

    private final String name;
    private final WireOpener wires;
    private final Owner owner;
    private final int credit;
    private final Set<Source> wanted = new LinkedHashSet<>();
    private ConnectionState state = ConnectionState.NEW;
    private ConnectionSettings config;
    private Connection connection;
    private final Loop loop;
    private final Recovery recovery;
    /** Why the state is what it is; null if that needs no reason. */
    private ServerException cause;

    private Instant since = Instant.now();
    private long reconnects;

    /** @param credit how many deliveries of each source may be unsettled */
    ConnectionSupervisor(String name, WireOpener wires, Owner owner, int credit) {
        this.name = name;
        this.wires = wires;
        this.owner = owner;
        this.credit = credit;
        this.announcer = new StateAnnouncer(name);
        this.recovery = new Recovery(name);
        this.loop = new Loop(
                name + "-supervisor", false, this::supervise, new StateLog(LOG, name + ": connecting again failed"));
    }

    /** Where the connection stands, with the reason. */
    record Standing(ConnectionState state, ServerException cause, Instant since, long reconnects) {}

    synchronized Standing standing() {
        return new Standing(state, cause, since, reconnects);
    }

    /** Returns what the last start took over; null before the first. */
    synchronized ConnectionSettings settings() {
        return config;
    }

    /** Changes the state; called with the monitor held, so that listeners hear of the changes in their order. */
    private void become(ConnectionState next, ServerException why) {
        state = next;
        cause = why;
        since = Instant.now();
        announcer.announce(next, why);
        notifyAll();
        loop.wake();
    }

    /**
     * Connects, and subscribes to what is wanted so far; blocks. Does nothing when started already. After an exception
     * it can be called again.
     *
     * @param complete a complete configuration that nobody changes afterwards
     */
    void start(ConnectionSettings complete) throws ServerException {
        if (!beginStart(complete)) {
            return;
        }
        try {
            connect(true);
        } catch (ServerException e) {
            startFailed(e);
            throw e;
        } catch (Throwable e) {
            // Throwable: a linkage error must not leave it CONNECTING either
            startFailed(unexpected(e));
            throw e;
        }
    }

    private static ServerException unexpected(Throwable e) {
        if (e instanceof ServerException known) {
            return known;
        }
        Throwable shown = ForeignText.hiding().show(e);
        return new ServerException(ErrorCode.CONNECT_FAILED, "connecting failed with " + shown, true, shown);
    }

    private synchronized boolean beginStart(ConnectionSettings complete) throws ServerException {
        while (state == ConnectionState.CONNECTING) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerException(ErrorCode.INTERRUPTED, "interrupted while another start ran", true, e);
            }
        }
        requireNotStopped();
        if (state != ConnectionState.NEW) {
            return false;
        }
        config = complete;
        become(ConnectionState.CONNECTING, null);
        return true;
    }

    private synchronized void startFailed(ServerException why) {
        if (state == ConnectionState.CONNECTING) {
            become(ConnectionState.NEW, why);
        }
    }

    /**
     * Adds a source, and asks for it at once when connected; blocks then. A source that is wanted already is left as it
     * is.
     */
    void subscribe(Source source) throws ServerException {
        Connection current;
        synchronized (this) {
            requireNotStopped();
            if (!wanted.add(source) || state != ConnectionState.CONNECTED) {
                return;
            }
            current = connection;
            current.subscribed.add(source);
        }
        try {
            ask(current, source);
        } catch (ServerException e) {
            synchronized (this) {
                if (current.isOpen()) {
                    current.subscribed.remove(source);
                    wanted.remove(source);
                    throw e;
                }
            }
            LOG.debug("{}: connection lost while subscribing to {}; the next one will do it", name, source, e);
        }
    }

    /**
     * Returns the connection to send on.
     *
     * @throws ServerException if there is none now: not started, being connected again, or stopped
     */
    synchronized Connection current() throws ServerException {
        requireNotStopped();
        return switch (state) {
            case CONNECTED -> connection;
            case RECOVERING -> throw connection.notOpen();
            default -> throw new ServerException(ErrorCode.NOT_STARTED, "not started; call start() first", false, null);
        };
    }

    /** Turns the state to STOPPED, for good. Does not block; true for the first call. */
    synchronized boolean stop() {
        if (state == ConnectionState.STOPPED) {
            return false;
        }
        become(ConnectionState.STOPPED, null);
        return true;
    }

    /** After {@link #stop}: asks the server to deliver no more; blocks until it has stopped or the deadline. */
    void stopReceiving(Deadline deadline) {
        Connection last;
        synchronized (this) {
            last = connection;
        }
        if (last != null && last.isOpen()) {
            try {
                last.wire.stopReceiving(deadline);
            } catch (Throwable e) {
                // Throwable: what follows must be closed whatever a library throws
                LOG.debug("{}: the server did not stop delivering", name, e);
            }
        }
    }

    /** Closes what {@link #stop} left: the wire, then the threads; blocks until the deadline, and hurries if interrupted. */
    void close(Ending ending) {
        announcer.stopWhenEmpty();
        Connection last;
        synchronized (this) {
            last = connection;
        }
        if (last != null) {
            ending.await(deadline -> {
                closeQuietly(last.wire, deadline);
                return true;
            });
        }
        loop.end();
        if (!ending.await(loop::awaitEnd)) {
            LOG.warn("{}: stopped while connecting; its thread ends within the connection time-out", name);
        }
    }

    private void closeQuietly(Wire wire, Deadline deadline) {
        try {
            wire.close(deadline);
        } catch (Throwable e) {
            // Throwable: the next connection must not depend on how the last one ends
            LOG.debug("{}: closing a connection failed", name, e);
        }
    }

    /** One step of the loop; returns after how long the next one is needed if nothing changes before. */
    private long supervise() {
        announcer.retry();
        Connection broken = brokenConnection();
        if (broken == null) {
            recovery.connected(config.networkRecoveryInterval());
            return askForRefused();
        }
        if (recovery.begins(broken)) {
            closeQuietly(broken.wire, Deadline.in(Wire.CLOSE_MILLIS));
            recovery.lost(config.networkRecoveryInterval());
        }
        long left = recovery.pauseMillis();
        if (left > 0) {
            return left;
        }
        try {
            connect(false);
            recovery.connectedAgain();
        } catch (Throwable e) {
            // Throwable: whatever a provider, a library or the JVM throws is one more failed attempt
            ServerException why = unexpected(e);
            if (isStillRecovering(why)) {
                recovery.failed(why, config.networkRecoveryInterval());
            }
        }
        return 0;
    }

    private synchronized Connection brokenConnection() {
        return state == ConnectionState.RECOVERING ? connection : null;
    }

    /** False if it was stopped; else the reason of this attempt is the one that is shown from now on. */
    private synchronized boolean isStillRecovering(ServerException why) {
        if (state == ConnectionState.RECOVERING) {
            cause = why;
        }
        return state != ConnectionState.STOPPED;
    }

    /** Asks once more, an interval after it was refused; returns when to look again. */
    private long askForRefused() {
        long interval = config.networkRecoveryInterval();
        Connection current;
        synchronized (this) {
            current = connection;
            if (state != ConnectionState.CONNECTED || current.refused.isEmpty()) {
                return recovery.isOver() ? REST_MILLIS : interval;
            }
            long left = recovery.untilAskedAgainMillis(interval);
            if (left > 0) {
                return left;
            }
            current.refused.clear();
        }
        if (current.isOpen()) {
            try {
                askForMissing(current, false);
            } catch (ServerException e) {
                LOG.debug("{}: the connection was lost while asking again", name, e);
            }
        }
        return interval;
    }

    /** Opens a wire, subscribes, and makes it the connection. On an exception nothing is left open. */
    private void connect(boolean refusalIsFatal) throws ServerException {
        Connection fresh = new Connection();
        if (Thread.currentThread().isInterrupted()) {
            throw new ServerException(ErrorCode.INTERRUPTED, "interrupted before connecting", true, null);
        }
        fresh.wire = wires.open(config, why -> lost(fresh, why));
        boolean handedOver = false;
        try {
            do {
                askForMissing(fresh, refusalIsFatal);
                handedOver = handOver(fresh);
            } while (!handedOver);
        } finally {
            if (!handedOver) {
                closeQuietly(fresh.wire, Deadline.in(Wire.CLOSE_MILLIS));
            }
        }
    }

    private void askForMissing(Connection current, boolean refusalIsFatal) throws ServerException {
        for (Source source = claimMissing(current); source != null; source = claimMissing(current)) {
            try {
                ask(current, source);
            } catch (ServerException e) {
                synchronized (this) {
                    current.subscribed.remove(source);
                    current.refused.add(source);
                }
                if (refusalIsFatal || !current.isOpen()) {
                    throw e;
                }
                recovery.refused(source, e);
            }
        }
    }

    private synchronized Source claimMissing(Connection current) {
        for (Source source : wanted) {
            if (!current.refused.contains(source) && current.subscribed.add(source)) {
                return source;
            }
        }
        return null;
    }

    private void ask(Connection current, Source source) throws ServerException {
        try {
            current.wire.subscribe(source, credit, owner.receiver(source, current));
        } catch (Throwable e) {
            // Throwable: a source that is claimed and not asked for would be silent for ever
            throw unexpected(e);
        }
        recovery.subscribed(source);
    }

    /** Makes it the connection; false if a source was added meanwhile, which must be asked for first. */
    private synchronized boolean handOver(Connection fresh) throws ServerException {
        requireNotStopped();
        if (!fresh.isOpen()) {
            throw fresh.notOpen();
        }
        for (Source source : wanted) {
            if (!fresh.subscribed.contains(source) && !fresh.refused.contains(source)) {
                return false;
            }
        }
        if (!loop.start()) {
            throw new ServerException(ErrorCode.NO_THREAD, "the JVM can make no thread now", true, loop.trouble());
        }
        if (connection != null) {
            reconnects++;
        }
        connection = fresh;
        become(ConnectionState.CONNECTED, null);
        return true;
    }

    private void lost(Connection which, ServerException why) {
        boolean stopped;
        ServerException reason;
        synchronized (this) {
            if (!which.isOpen()) {
                return;
            }
            reason = connection == which ? recovery.explain(why, wanted, config.networkRecoveryInterval()) : why;
            which.lost(reason);
            stopped = state == ConnectionState.STOPPED;
            if (connection == which && !stopped) {
                become(ConnectionState.RECOVERING, reason);
            }
        }
        if (!stopped) {
            recovery.report(reason);
        }
        owner.connectionLost(which);
    }

    private synchronized void requireNotStopped() throws ServerException {
        if (state == ConnectionState.STOPPED) {
            throw new ServerException(
                    ErrorCode.STOPPED, "stopped already; make a new object to start again", false, null);
        }
    }
}
