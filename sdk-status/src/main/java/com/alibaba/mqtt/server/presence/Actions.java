package com.alibaba.mqtt.server.presence;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the user wants to be told; each may be null but {@code onError}. */
record Actions(
        Consumer<PresenceChange> onOnline,
        Consumer<PresenceChange> onOffline,
        Consumer<ClientPresence> onFlapping,
        Consumer<DuplicateClientId> onDuplicateClientId,
        BiConsumer<String, Throwable> onError) {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);

    boolean isAny() {
        return onOnline != null || onOffline != null || onFlapping != null || onDuplicateClientId != null;
    }

    /** Tells whether it went well, or there is no such action. */
    <T> boolean run(Consumer<T> action, T what, String clientId) {
        if (action == null) {
            return true;
        }
        try {
            action.accept(what);
            return true;
        } catch (Throwable e) {
            report(clientId, e);
            return false;
        }
    }

    /** Reports what was thrown; the client id is null if it is not about one client. */
    void report(String clientId, Throwable error) {
        try {
            onError.accept(clientId, error);
        } catch (RuntimeException e) {
            e.addSuppressed(error);
            LOG.warn("the onError action failed", e);
        }
    }
}
