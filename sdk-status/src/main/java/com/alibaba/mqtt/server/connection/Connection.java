package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One wire and what is known of it. Its sets are guarded by the {@link ConnectionSupervisor}'s monitor; all else may be
 * used by any thread.
 */
public final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);

    /** What the wire receives, or is just being asked to. */
    final Set<Source> subscribed = new HashSet<>();
    /** What the server refused on this wire. */
    final Set<Source> refused = new HashSet<>();
    /** Set once, by the thread that opened it, before anyone else sees this object. */
    private @Nullable Wire wire;
    /** Null while it is open. */
    private @Nullable ServerException lostBy;

    private volatile boolean open = true;

    /** Creates a connection, to which a wire is given next. */
    public Connection() {}

    /** Gives it its wire; once. */
    public void opened(Wire opened) {
        wire = opened;
    }

    /** Returns its wire. */
    public Wire wire() {
        return Objects.requireNonNull(wire, "the wire is not opened yet");
    }

    /** Returns whether its deliveries can still be settled, as far as known. */
    public boolean isOpen() {
        return open;
    }

    /** Returns why it was lost; null while it is open. */
    public @Nullable ServerException lostBy() {
        return open ? null : lostBy;
    }

    /** Returns the error for who wants to use it after it was lost, created anew so that it shows the caller's own line. */
    public ServerException notOpen() {
        ServerException cause = lostBy;
        return new ServerException(
                cause == null ? ErrorCode.CONNECTION_LOST : cause.getCode(),
                "there is no connection now; it is opened again",
                true,
                cause);
    }

    /** It is lost. */
    public void lost(ServerException cause) {
        lostBy = cause;
        open = false;
    }

    /** Asks the server to deliver no more; blocks until it has stopped or the deadline. Never throws. */
    void stopReceiving(Deadline deadline) {
        try {
            wire().stopReceiving(deadline);
        } catch (Throwable e) {
            // Throwable: what follows must be closed whatever a library throws
            LOG.debug("the server did not stop delivering", e);
        }
    }

    /** Closes the wire; blocks until the deadline. Never throws. */
    void close(Deadline deadline) {
        try {
            wire().close(deadline);
        } catch (Throwable e) {
            // Throwable: the next connection must not depend on how the last one ends
            LOG.debug("closing a connection failed", e);
        }
    }
}
