package com.alibaba.mqtt.server.presence;

import java.util.function.Consumer;

/** What the user wants to be told; each may be null. */
record Actions(
        Consumer<PresenceChange> onOnline,
        Consumer<PresenceChange> onOffline,
        Consumer<ClientPresence> onFlapping,
        Consumer<DuplicateClientId> onDuplicateClientId) {

    boolean isAny() {
        return onOnline != null || onOffline != null || onFlapping != null || onDuplicateClientId != null;
    }
}
