package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a supervised connection: its state, its settings and its wire. Each method is one atomic step, which
 * blocks for no wire. The states and their order are drawn in {@link ConnectionState}.
 */
final class Lifecycle {
    private final StateAnnouncer announcer;
    private final Runnable changed;
    private Standing standing = Standing.atFirst();
    private @Nullable ConnectionSettings settings;
    private @Nullable Connection connection;

    /** @param changed called after each change, with the monitor held; must not block */
    Lifecycle(StateAnnouncer announcer, Runnable changed) {
        this.announcer = announcer;
        this.changed = changed;
    }

    /** With the monitor held, so that listeners are notified of the changes in their order. */
    private void become(Standing next) {
        standing = next;
        announcer.announce(next.state(), next.cause());
        notifyAll();
        changed.run();
    }

    synchronized Standing standing() {
        return standing;
    }

    /** Returns what the last start took over; null before the first. */
    synchronized @Nullable ConnectionSettings settings() {
        return settings;
    }

    /** Returns what the last start took over. */
    ConnectionSettings started() {
        return Objects.requireNonNull(settings(), "not started");
    }

    /** Returns the connection, however it is; null before the first. */
    synchronized @Nullable Connection last() {
        return connection;
    }

    /** Returns the connection if it is up; else null. */
    synchronized @Nullable Connection connected() {
        return standing.is(ConnectionState.CONNECTED) ? connection : null;
    }

    /** Returns the connection if it is lost and another is to be opened; else null. */
    synchronized @Nullable Connection broken() {
        return standing.is(ConnectionState.RECOVERING) ? connection : null;
    }

    /** Returns the connection if it can be used now, else throws why not. */
    synchronized Connection current() throws ServerException {
        requireNotStopped();
        Connection current = connection;
        if (current == null) {
            throw new ServerException(ErrorCode.NOT_STARTED, "not started; call start() first", false, null);
        }
        if (standing.is(ConnectionState.RECOVERING)) {
            throw current.notOpen();
        }
        return current;
    }

    synchronized void requireNotStopped() throws ServerException {
        if (standing.is(ConnectionState.STOPPED)) {
            throw new ServerException(
                    ErrorCode.STOPPED, "stopped already; create a new object to start again", false, null);
        }
    }

    /** Waits for a start that runs, then begins another; returns false if it is started already. */
    synchronized boolean beginStart(ConnectionSettings complete) throws ServerException {
        while (standing.is(ConnectionState.CONNECTING)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerException(ErrorCode.INTERRUPTED, "interrupted while another start ran", true, e);
            }
        }
        requireNotStopped();
        if (!standing.is(ConnectionState.NEW)) {
            return false;
        }
        settings = complete;
        become(standing.next(ConnectionState.CONNECTING, null));
        return true;
    }

    synchronized void startFailed(ServerException why) {
        if (standing.is(ConnectionState.CONNECTING)) {
            become(standing.next(ConnectionState.NEW, why));
        }
    }

    /** It is up, by this connection, which speaks this. */
    synchronized void connectedBy(Connection fresh, Protocol protocol) {
        connection = fresh;
        become(standing.connected(protocol));
    }

    /** This connection is lost; returns whether that matters to anyone. */
    synchronized boolean lost(Connection which, ServerException why) {
        which.lost(why);
        if (standing.is(ConnectionState.STOPPED)) {
            return false;
        }
        if (connection == which) {
            become(standing.next(ConnectionState.RECOVERING, why));
        }
        return true;
    }

    /** An attempt to connect again failed. Returns false if it was stopped; else the reason is shown from now on. */
    synchronized boolean stillRecovering(ServerException why) {
        if (standing.is(ConnectionState.RECOVERING)) {
            standing = standing.because(why);
        }
        return !standing.is(ConnectionState.STOPPED);
    }

    /** Turns the state to STOPPED, permanently; returns true for the first call. */
    synchronized boolean stop() {
        if (standing.is(ConnectionState.STOPPED)) {
            return false;
        }
        become(standing.next(ConnectionState.STOPPED, null));
        return true;
    }
}
