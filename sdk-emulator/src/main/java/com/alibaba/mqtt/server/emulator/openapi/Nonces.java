package com.alibaba.mqtt.server.emulator.openapi;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The nonces seen of late. A nonce is forgotten when a request with it would be too old anyway, or when there are too
 * many. Safe for many threads.
 */
final class Nonces {
    private static final int CAPACITY = 100_000;

    private final long keepMillis;
    private final Map<String, Long> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CAPACITY;
        }
    };

    /** @param keepMillis how long a nonce is remembered */
    Nonces(long keepMillis) {
        this.keepMillis = keepMillis;
    }

    /** Whether this is the first time, of late, that the nonce is seen. */
    synchronized boolean isNew(String nonce, long now) {
        forgetOld(now);
        return seen.putIfAbsent(nonce, now) == null;
    }

    private void forgetOld(long now) {
        Iterator<Long> times = seen.values().iterator();
        // the oldest come first
        while (times.hasNext() && now - times.next() > keepMillis) {
            times.remove();
        }
    }
}
