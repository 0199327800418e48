package com.alibaba.mqtt.server.presence.notify;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.DuplicateClientId;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the application wants to be notified of; in each list all are called, in the order in which they were added. Internal,
 * not exported.
 */
public record Actions(
        List<Consumer<PresenceChange>> onFirstSeen,
        List<Consumer<PresenceChange>> onOnline,
        List<Consumer<PresenceChange>> onOffline,
        List<Consumer<ClientPresence>> onFlapping,
        List<Consumer<DuplicateClientId>> onDuplicateClientId) {

    /** Returns whether there is an action. */
    public boolean isAny() {
        return !(onFirstSeen.isEmpty()
                && onOnline.isEmpty()
                && onOffline.isEmpty()
                && onFlapping.isEmpty()
                && onDuplicateClientId.isEmpty());
    }

    /** Returns what is called for a change. */
    List<Consumer<PresenceChange>> of(PresenceChange change) {
        if (change.isFirst()) {
            return onFirstSeen;
        }
        return change.presence().isOnline() ? onOnline : onOffline;
    }
}
