package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.threads.Callbacks;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies listeners of each change of a connection: one call at a time, in the order of the changes. */
final class StateAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(StateAnnouncer.class);
    private static final int MAX_WAITING = 1_000;

    private final Callbacks calls;
    private final StateLog trouble;
    /** By what each belongs to: a subscription, or all of them. */
    private final Map<Object, ConnectionListener> listeners = new ConcurrentHashMap<>();

    StateAnnouncer(String name) {
        this.calls = new Callbacks(name + "-events", MAX_WAITING);
        this.trouble = new StateLog(LOG, name + ": connection listeners fail");
    }

    /** Replaces the listener that belongs to the key; null for none. */
    void listener(Object key, @Nullable ConnectionListener listener) {
        if (listener == null) {
            listeners.remove(key);
        } else {
            listeners.put(key, listener);
        }
    }

    /** Has each listener notified once, however many keys it belongs to. Does not block. */
    void announce(ConnectionState state, @Nullable ServerException cause) {
        if (listeners.isEmpty()) {
            return;
        }
        Set<ConnectionListener> notified = Collections.newSetFromMap(new IdentityHashMap<>());
        notified.addAll(listeners.values());
        calls.execute(() -> notified.forEach(listener -> call(listener, state, cause)));
    }

    private void call(ConnectionListener listener, ConnectionState state, @Nullable ServerException cause) {
        try {
            listener.onState(state, cause);
            trouble.over();
        } catch (Throwable e) {
            // Throwable: what one listener throws must not keep the rest from the others
            trouble.failed("notified of " + state, e);
        }
    }

    /** Begins the calls that wait, if the JVM could make no thread before. Does not block. */
    void retry() {
        calls.work();
    }

    /** Calls what waits, and then nothing more. Does not block. */
    void stopWhenEmpty() {
        calls.stopWhenEmpty();
    }
}
