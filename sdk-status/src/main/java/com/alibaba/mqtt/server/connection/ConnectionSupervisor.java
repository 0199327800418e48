package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.threads.Ending;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection with its subscriptions up, over any number of wires.
 *
 * <ol>
 *   <li>All that changes is guarded by the monitor of the {@link Lifecycle}, which is never held while a wire or the
 *       receiver works.
 *   <li>At most one wire is open. It is opened by the thread in {@link #start} first, by the supervisor thread later.
 *   <li>Every wire gets a fresh login. A wire is never repaired: when it, or one of its subscriptions, is lost, it is
 *       closed and the next one takes over.
 *   <li>A source is claimed in the {@link Connection} before the wire is asked; so no source is asked for twice.
 *   <li>STOPPED is never left. Who opened a wire looks at the state before handing it over, and closes it if stopped.
 *   <li>The supervisor's {@link Loop} is no daemon: it keeps the JVM alive from a successful start to the end of stop. What
 *       is thrown while it connects again, of whatever class, is one more failed attempt.
 * </ol>
 */
public final class ConnectionSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);
    /** Each change of the state wakes the loop. */
    private static final long REST_MILLIS = 3_600_000;

    /** Who uses the connections. */
    public interface Owner {
        /** Returns who takes the deliveries of one source on one connection, before it is subscribed to. */
        Receiver receiver(Source source, Connection from);

        /** Called after {@link Connection#isOpen()} of the connection turned false. Does not block. */
        void connectionLost(Connection lost);
    }

    private final String name;
    private final WireOpener wires;
    private final Owner owner;
    private final StateAnnouncer announcer;
    private final Lifecycle life;
    private final Recovery recovery;
    private final Subscriptions subscriptions;
    private final Loop loop;

    /**
     * Creates a supervisor that connects nowhere yet.
     *
     * @param credit how many deliveries of each source may be unsettled
     */
    public ConnectionSupervisor(String name, WireOpener wires, Owner owner, int credit) {
        this.name = name;
        this.wires = wires;
        this.owner = owner;
        this.announcer = new StateAnnouncer(name);
        this.recovery = new Recovery(name);
        this.loop = new Loop(
                name + "-supervisor", false, this::supervise, new StateLog(LOG, name + ": connecting again failed"));
        this.life = new Lifecycle(announcer, loop::wake);
        this.subscriptions = new Subscriptions(life, owner, credit, recovery);
    }

    /** Returns where the connection stands, with the reason. */
    public Standing standing() {
        return life.standing();
    }

    /** Returns what the last start took over; null before the first. */
    public @Nullable ConnectionSettings settings() {
        return life.settings();
    }

    /**
     * Returns the connection to send on.
     *
     * @throws ServerException if there is none now: not started, being connected again, or stopped
     */
    public Connection current() throws ServerException {
        return life.current();
    }

    /** Notifies the listener of changes from now on, in place of an earlier one with this key; null for none. */
    public void listener(Object key, @Nullable ConnectionListener listener) {
        announcer.listener(key, listener);
    }

    /**
     * Connects, and subscribes to what is wanted so far; blocks. Does nothing when started already. After an exception
     * it can be called again.
     *
     * @param complete a complete configuration that nobody changes afterwards
     */
    public void start(ConnectionSettings complete) throws ServerException {
        if (!life.beginStart(complete)) {
            return;
        }
        try {
            connect(true);
        } catch (ServerException e) {
            life.startFailed(e);
            throw e;
        } catch (Throwable e) {
            // Throwable: a linkage error must not leave it CONNECTING either
            life.startFailed(Subscriptions.unexpected(e));
            throw e;
        }
    }

    /**
     * Adds a source, and asks for it immediately when connected; blocks then. A source that is wanted already is left as
     * it is.
     */
    public void subscribe(Source source) throws ServerException {
        Connection current;
        synchronized (life) {
            life.requireNotStopped();
            current = life.connected();
            if (!subscriptions.wanted().add(source) || current == null) {
                return;
            }
            current.subscribed.add(source);
        }
        try {
            subscriptions.ask(current, source);
        } catch (ServerException e) {
            synchronized (life) {
                if (current.isOpen()) {
                    current.subscribed.remove(source);
                    subscriptions.wanted().remove(source);
                    throw e;
                }
            }
            LOG.debug("{}: connection lost while subscribing to {}; the next one will do it", name, source, e);
        }
    }

    /** Turns the state to STOPPED, permanently. Does not block; returns true for the first call. */
    public boolean stop() {
        return life.stop();
    }

    /** After {@link #stop}: asks the server to deliver no more; blocks until it has stopped or the deadline. */
    public void stopReceiving(Deadline deadline) {
        Connection last = life.last();
        if (last != null && last.isOpen()) {
            last.stopReceiving(deadline);
        }
    }

    /** Closes what {@link #stop} left: the wire, then the threads; blocks until the deadline, and hurries if interrupted. */
    public void close(Ending ending) {
        announcer.stopWhenEmpty();
        Connection last = life.last();
        if (last != null) {
            ending.await(deadline -> {
                last.close(deadline);
                return true;
            });
        }
        loop.end();
        if (!ending.await(loop::awaitEnd)) {
            LOG.warn("{}: stopped while connecting; its thread ends within the connection time-out", name);
        }
    }

    private long interval() {
        return life.started().networkRecoveryInterval();
    }

    /** One step of the loop; returns after how long the next one is needed if nothing changes before. */
    private long supervise() {
        announcer.retry();
        Connection broken = life.broken();
        if (broken == null) {
            recovery.connected(interval());
            return askForRefused();
        }
        if (recovery.begins(broken)) {
            broken.close(Deadline.in(Wire.CLOSE_MILLIS));
            recovery.lost(interval());
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
            ServerException why = Subscriptions.unexpected(e);
            if (life.stillRecovering(why)) {
                recovery.failed(why, interval());
            }
        }
        return 0;
    }

    /** Asks once more, an interval after it was refused; returns when to look again. */
    private long askForRefused() {
        long interval = interval();
        Connection current;
        synchronized (life) {
            current = life.connected();
            if (current == null || current.refused.isEmpty()) {
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
                subscriptions.askForMissing(current, false);
            } catch (ServerException e) {
                LOG.debug("{}: the connection was lost while asking again", name, e);
            }
        }
        return interval;
    }

    /** Opens a wire, subscribes, and hands it over. On an exception nothing is left open. */
    private void connect(boolean refusalIsFatal) throws ServerException {
        Connection fresh = new Connection();
        if (Thread.currentThread().isInterrupted()) {
            throw new ServerException(ErrorCode.INTERRUPTED, "interrupted before connecting", true, null);
        }
        fresh.opened(wires.open(life.started(), why -> lost(fresh, why)));
        boolean handedOver = false;
        try {
            do {
                subscriptions.askForMissing(fresh, refusalIsFatal);
                handedOver = handOver(fresh);
            } while (!handedOver);
        } finally {
            if (!handedOver) {
                fresh.close(Deadline.in(Wire.CLOSE_MILLIS));
            }
        }
    }

    /** Turns it into the connection; returns false if a source was added meanwhile, which must be asked for first. */
    private boolean handOver(Connection fresh) throws ServerException {
        Protocol protocol = fresh.wire().protocol();
        synchronized (life) {
            life.requireNotStopped();
            if (!fresh.isOpen()) {
                throw fresh.notOpen();
            }
            if (!subscriptions.areAskedOn(fresh)) {
                return false;
            }
            if (!loop.start()) {
                throw new ServerException(ErrorCode.NO_THREAD, "the JVM can make no thread now", true, loop.trouble());
            }
            life.connectedBy(fresh, protocol);
            return true;
        }
    }

    private void lost(Connection which, ServerException why) {
        boolean matters;
        ServerException reason;
        synchronized (life) {
            if (!which.isOpen()) {
                return;
            }
            reason = life.last() == which ? recovery.explain(why, subscriptions.wanted(), interval()) : why;
            matters = life.lost(which, reason);
        }
        if (matters) {
            recovery.report(reason);
        }
        owner.connectionLost(which);
    }
}
