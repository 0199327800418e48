package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.presence.RecordFormat;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Reads what stands on Redis where something else may have written. What cannot be read is counted, logged as a state, and
 * taken for nothing: the next write replaces it by what is known then.
 */
final class Damage {
    private final LongAdder count = new LongAdder();
    private final StateLog log;

    Damage(String store) {
        this.log = new StateLog(LoggerFactory.getLogger(RedisPresenceStore.class), store + ": damaged data");
    }

    /** Returns the record; the empty one for no bytes and for damaged ones. */
    PresenceRecord record(String clientId, byte[] bytes) {
        if (bytes.length == 0) {
            return RecordFormat.EMPTY;
        }
        try {
            return RecordFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            found(
                    "the record of " + ForeignText.visible(clientId)
                            + " cannot be read; the next notice or answer about this client replaces it",
                    e);
            return RecordFormat.EMPTY;
        }
    }

    /** Returns the text; null if it is none, so that nobody could ever ask for it. */
    @Nullable
    String text(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (Arrays.equals(text.getBytes(UTF_8), bytes)) {
            return text;
        }
        found("a client id is no UTF-8: " + ForeignText.visible(text), null);
        return null;
    }

    void found(String what, @Nullable Throwable cause) {
        count.increment();
        log.failed(what, cause);
    }

    long count() {
        return count.sum();
    }

    /** Returns in which state a client was most likely counted whose record cannot be read. */
    static PresenceState likelyState(byte[] bytes) {
        return switch (bytes[0] & 3) {
            case 1 -> PresenceState.ONLINE;
            case 2 -> PresenceState.OFFLINE;
            default -> PresenceState.UNKNOWN;
        };
    }
}
