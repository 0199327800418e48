package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.presence.model.PresenceChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the newest changes. Thread-safe. */
final class LatestChanges {
    private final int room;
    private final Deque<PresenceChange> changes = new ArrayDeque<>();

    LatestChanges(int room) {
        this.room = room;
    }

    synchronized void add(PresenceChange change) {
        changes.addFirst(change);
        if (changes.size() > room) {
            changes.removeLast();
        }
    }

    /** Returns so many at most, the newest first. */
    synchronized List<PresenceChange> newest(int most) {
        return new ArrayList<>(changes).subList(0, Math.min(most, changes.size()));
    }
}
