package com.alibaba.mqtt.server.presence.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private static final long DAY = 86_400_000;

    /** As a database of an application sees it: columns. */
    private record Row(PresenceState state, long notifyAt, long lastChangeAt) implements PresenceRecord {
        @Override
        public long dueAt(Task task) {
            return task == Task.NOTIFY ? notifyAt : 0;
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public byte[] toBytes() {
            return new byte[0];
        }
    }

    @Test
    void onlyWhoIsOfflineAndNotifiedIsForgotten() {
        Forgetting forgetting = new Forgetting(Duration.ofDays(30));
        assertTrue(forgetting.isForgettable(new Row(PresenceState.OFFLINE, 0, 1)));
        assertFalse(forgetting.isForgettable(new Row(PresenceState.OFFLINE, 1, 1)));
        assertFalse(forgetting.isForgettable(new Row(PresenceState.ONLINE, 0, 1)));
        assertFalse(forgetting.isForgettable(new Row(PresenceState.UNKNOWN, 0, 1)));
    }

    @Test
    void newsIsKeptForADayHoweverOldItsTimeIs() {
        Forgetting forgetting = new Forgetting(Duration.ofDays(30));
        long now = 1_700_000_000_000L;
        Row recent = new Row(PresenceState.OFFLINE, 0, now - DAY);
        Row nonsense = new Row(PresenceState.OFFLINE, 0, 1);
        assertEquals(now + 29 * DAY, forgetting.forgetAt(recent, now));
        assertEquals(now + DAY, forgetting.forgetAt(nonsense, now));
        assertEquals(1 + 30 * DAY, forgetting.forgetAt(nonsense));
        assertEquals(now + 2_000, new Forgetting(Duration.ofSeconds(2)).forgetAt(nonsense, now));
    }
}
