package com.alibaba.mqtt.server.presence.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GuardedStoreTest {
    private long nanos;
    private final GuardedStore border = new GuardedStore(
            new MemoryPresenceStore(), new Failures("test", LoggerFactory.getLogger("test"), null), () -> nanos);

    private void refuse() {
        assertTrue(border.isAwayBy(
                new UncheckedIOException(new ServerException(ErrorCode.STORE_FAILED, "READONLY", true, null))));
    }

    @Test
    void aStoreThatAnswersButTakesNoUpdateIsStillAway() {
        refuse();
        border.get("c");
        border.due(Task.NOTIFY, 1);
        assertEquals(0, border.count(Task.NOTIFY));
        assertTrue(border.isAway());
        assertFalse(border.takeReturn());
        border.update("c", record -> record);
        assertFalse(border.isAway());
        assertTrue(border.takeReturn());
        assertFalse(border.takeReturn());
    }

    @Test
    void aStoreThatAnswersIsBackWhenNoNoticeIsRefusedAnyMore() {
        refuse();
        nanos += TimeUnit.SECONDS.toNanos(4);
        refuse();
        nanos += TimeUnit.SECONDS.toNanos(4);
        border.due(Task.NOTIFY, 1);
        assertTrue(border.isAway());
        nanos += TimeUnit.SECONDS.toNanos(2);
        border.due(Task.NOTIFY, 1);
        assertFalse(border.isAway());
        assertTrue(border.takeReturn());
    }

    /** Else one bad notice of a store that does not say what is wrong would hold up all others. */
    @Test
    void whatFailsTwiceIsNotAwayIfTheStoreAnsweredBetween() {
        assertFalse(border.isAwayBy(new IllegalStateException("bad")));
        border.due(Task.NOTIFY, 1);
        assertFalse(border.isAwayBy(new IllegalStateException("bad")));
        assertTrue(border.isAwayBy(new IllegalStateException("bad")));
    }
}
