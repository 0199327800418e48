package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.util.HashSet;
import java.util.Set;

/** One wire and what is known of it. Fields but {@code open} are guarded by the {@link ConnectionSupervisor}'s monitor. */
final class Connection {
    /** What the wire receives, or is just being asked to. */
    final Set<Source> subscribed = new HashSet<>();
    /** What the server refused on this wire. */
    final Set<Source> refused = new HashSet<>();
    /** Set once, by the thread that opened it, before anyone else sees this object. */
    Wire wire;
    /** Why it was lost; null while open. */
    ServerException lostBy;

    private volatile boolean open = true;

    /** Tells whether its deliveries can still be settled, as far as known. */
    boolean isOpen() {
        return open;
    }

    /** Returns the error for who wants to use it after it was lost, made anew so that it shows the caller's own line. */
    ServerException notOpen() {
        return new ServerException(lostBy.getCode(), "there is no connection now; it is made again", true, lostBy);
    }

    void lost(ServerException cause) {
        lostBy = cause;
        open = false;
    }
}
