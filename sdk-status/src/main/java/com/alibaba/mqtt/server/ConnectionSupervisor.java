package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
 *   <li>The supervisor thread is no daemon: it keeps the JVM alive from a successful start to stop.
 * </ol>
 */
final class ConnectionSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);

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
    private Thread thread;
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
    }

    /** Where the connection stands, with the reason. */
    record Standing(ConnectionState state, ServerException cause, Instant since, long reconnects) {}

    synchronized Standing standing() {
        return new Standing(state, cause, since, reconnects);
    }

    /** Changes the state; called with the monitor held, so that listeners hear of the changes in their order. */
    private void become(ConnectionState next, ServerException why) {
        state = next;
        cause = why;
        since = Instant.now();
        announcer.announce(next, why);
        notifyAll();
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
        } catch (RuntimeException | Error e) {
            startFailed(null);
            throw e;
        }
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
            case RECOVERING -> throw connection.lostBy;
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

    /** After {@link #stop}: asks the server to deliver no more; blocks within its time-outs. */
    void stopReceiving() {
        Connection last;
        synchronized (this) {
            last = connection;
        }
        if (last != null && last.isOpen()) {
            last.wire.stopReceiving();
        }
    }

    /** Closes what {@link #stop} left: the wire, then the threads. Blocks within the shutdown time-out. */
    void close() {
        announcer.stopWhenEmpty();
        Connection last;
        Thread supervisor;
        synchronized (this) {
            last = connection;
            supervisor = thread;
        }
        if (last != null) {
            last.wire.close();
        }
        if (supervisor == null) {
            return;
        }
        supervisor.interrupt();
        try {
            supervisor.join(config.shutdownTimeout());
            if (supervisor.isAlive()) {
                LOG.warn("{}: stopped while connecting; its thread ends within the connection time-out", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        int failures = 0;
        long connectedAt = System.nanoTime();
        while (awaitTrouble()) {
            Connection broken = brokenConnection();
            try {
                if (broken == null) {
                    askForRefused();
                    continue;
                }
                broken.wire.close();
                long lived = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connectedAt);
                failures = lived > config.networkRecoveryInterval() ? 0 : failures + 1;
                BackOff backOff = new BackOff(
                        config.networkRecoveryInterval(),
                        () -> ThreadLocalRandom.current().nextDouble());
                if (!pause(backOff.pauseMillis(failures))) {
                    return;
                }
                connect(false);
                LOG.info("{}: connected again", name);
            } catch (ServerException e) {
                if (!isStopped()) {
                    LOG.warn("{}: could not connect again, will go on trying: {}", name, e.getMessage());
                }
            }
            connectedAt = System.nanoTime();
        }
    }

    private synchronized boolean awaitTrouble() {
        while (state == ConnectionState.CONNECTED && connection.refused.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.debug("{}: supervisor interrupted", name, e);
                return false;
            }
        }
        return state != ConnectionState.STOPPED;
    }

    private synchronized Connection brokenConnection() {
        return state == ConnectionState.RECOVERING ? connection : null;
    }

    private synchronized boolean isStopped() {
        return state == ConnectionState.STOPPED;
    }

    private void askForRefused() throws ServerException {
        if (!pause(config.networkRecoveryInterval())) {
            return;
        }
        Connection current;
        synchronized (this) {
            current = connection;
            current.refused.clear();
        }
        if (current.isOpen()) {
            askForMissing(current, false);
        }
    }

    /** Waits; false if stopped meanwhile. */
    private synchronized boolean pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis; left > 0 && state != ConnectionState.STOPPED; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: supervisor interrupted", name, e);
            return false;
        }
        return state != ConnectionState.STOPPED;
    }

    /** Opens a wire, subscribes, and makes it the connection. On an exception nothing is left open. */
    private void connect(boolean refusalIsFatal) throws ServerException {
        Connection fresh = new Connection();
        fresh.wire = wires.open(config, why -> lost(fresh, why));
        boolean handedOver = false;
        try {
            do {
                askForMissing(fresh, refusalIsFatal);
                handedOver = handOver(fresh);
            } while (!handedOver);
        } finally {
            if (!handedOver) {
                fresh.wire.close();
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
                LOG.warn("{}: no subscription to {}, will try again: {}", name, source, e.getMessage());
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
        current.wire.subscribe(source, credit, owner.receiver(source, current));
    }

    /** Makes it the connection; false if a source was added meanwhile, which must be asked for first. */
    private synchronized boolean handOver(Connection fresh) throws ServerException {
        requireNotStopped();
        if (!fresh.isOpen()) {
            throw fresh.lostBy;
        }
        for (Source source : wanted) {
            if (!fresh.subscribed.contains(source) && !fresh.refused.contains(source)) {
                return false;
            }
        }
        if (connection != null) {
            reconnects++;
        }
        connection = fresh;
        become(ConnectionState.CONNECTED, null);
        if (thread == null) {
            thread = new Thread(this::supervise, name + "-supervisor");
            thread.setDaemon(false);
            thread.start();
        }
        return true;
    }

    private void lost(Connection which, ServerException why) {
        boolean stopped;
        synchronized (this) {
            if (!which.isOpen()) {
                return;
            }
            which.lost(why);
            stopped = state == ConnectionState.STOPPED;
            if (connection == which && !stopped) {
                become(ConnectionState.RECOVERING, why);
            }
        }
        if (!stopped) {
            LOG.warn("{}: connection lost, connecting again: {}", name, why.getMessage());
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
