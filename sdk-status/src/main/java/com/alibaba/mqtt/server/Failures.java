package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.network.Delivery;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often each delivery failed, for servers that do not. Told apart by the bytes of the body: what the server
 * calls a message differs by protocol, and not every one has an id. Forgets the oldest beyond {@value #MOST}.
 */
final class Failures {
    private static final int MOST = 1_000;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int DOUBLINGS = 8;

    private final Map<ByteBuffer, Integer> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Integer> eldest) {
            return size() > MOST;
        }
    };

    /** Counts one more failure; returns how many there were, as we or the server know. */
    synchronized int failed(Delivery delivery) {
        int ours = counts.merge(ByteBuffer.wrap(delivery.body()), 1, Integer::sum);
        return Math.max(ours, delivery.failedBefore() + 1);
    }

    /** Forgets a delivery that ended. */
    synchronized void forget(Delivery delivery) {
        counts.remove(ByteBuffer.wrap(delivery.body()));
    }

    /** How long to wait before the attempt after so many failures. */
    static long pauseMillis(int failures) {
        return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(DOUBLINGS, failures - 1));
    }
}
