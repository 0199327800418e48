package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Counts how often each message failed, for servers that do not. A message is distinguished from others by all that stays the same
 * when it is delivered again: source, message id, client, time and body. Messages without an id may be alike in all of
 * them: as many are counted as were delivered for the first time, and a failure of one counts for the one that failed
 * least. So each gets its full number of attempts when they are delivered in turn. Forgets who failed longest ago beyond
 * {@value #MAX}.
 */
final class Failures {
    private static final int MAX = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long MAX_PAUSE_MILLIS = 10_000;
    private static final int DOUBLINGS = 8;

    /**
     * Messages that cannot be distinguished; one, if there is an id.
     *
     * @param failures of all together
     */
    private record Count(int messages, int failures) {
        /** Returns the failures of the one that failed least. */
        int least() {
            return failures / messages;
        }
    }

    private final Map<ByteBuffer, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Count> eldest) {
            return size() > MAX;
        }
    };

    /** Counts one more failure; returns how many there were of this message, as we or the server know. */
    int failed(Source source, Decoder.Call call, Delivery delivery) {
        int before = delivery.failedBefore();
        boolean another = before == 0 && delivery.messageId() == null;
        int ours = count(identity(source, call, delivery), another);
        // 1 may mean no more than that there was a delivery before, which a lost connection cut short
        return Math.max(ours, before <= 1 ? before : before + 1);
    }

    private synchronized int count(ByteBuffer identity, boolean another) {
        Count known = counts.get(identity);
        if (known == null) {
            counts.put(identity, new Count(1, 1));
            return 1;
        }
        counts.put(identity, new Count(known.messages() + (another ? 1 : 0), known.failures() + 1));
        return another ? 1 : known.least() + 1;
    }

    /** Forgets a message that ended, if it is known. */
    void forget(Source source, Decoder.Call call, Delivery delivery) {
        ByteBuffer identity = identity(source, call, delivery);
        synchronized (this) {
            counts.computeIfPresent(
                    identity,
                    (same, known) -> known.messages() == 1
                            ? null
                            : new Count(known.messages() - 1, known.failures() - known.least()));
        }
    }

    private static ByteBuffer identity(Source source, Decoder.Call call, Delivery delivery) {
        String facts = source + "\n" + delivery.messageId() + "\n" + call.bornMillis() + "\n" + call.clientId() + "\n";
        return ByteBuffer.wrap(DigestUtils.updateDigest(
                        DigestUtils.updateDigest(DigestUtils.getSha256Digest(), facts.getBytes(StandardCharsets.UTF_8)),
                        delivery.body())
                .digest());
    }

    /** Returns how long to wait before the attempt after so many failures. */
    static long pauseMillis(int failures) {
        return Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(DOUBLINGS, failures - 1));
    }
}
