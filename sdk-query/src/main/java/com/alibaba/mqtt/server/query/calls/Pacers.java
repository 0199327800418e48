package com.alibaba.mqtt.server.query.calls;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pacers of this JVM, shared by all clients: the service limits accounts and addresses, not clients. One that no client
 * holds any more is forgotten. What was used up is kept when a client changes to another key pair, as keys are rotated and
 * their account and address stay.
 */
final class Pacers {
    private static final Pacers OF_JVM = new Pacers(Timekeeper.SYSTEM);

    private final Timekeeper time;
    private final Map<String, WeakReference<Total>> totals = new HashMap<>();
    private final Map<String, WeakReference<Pacer>> pacers = new HashMap<>();

    Pacers(Timekeeper time) {
        this.time = time;
    }

    static Pacers ofJvm() {
        return OF_JVM;
    }

    /** The rate of an endpoint; its pacers hold it. */
    private record Total(Rate rate) {}

    /** A client's part: its pacer, and what keeps the rate of its endpoint. */
    record Part(Pacer pacer, Object total) {}

    /** Returns the pacer of a key pair at an endpoint. */
    synchronized Part of(String endpoint, String accessKeyId) {
        Total total = find(totals, endpoint, () -> new Total(new Rate(time)));
        return new Part(find(pacers, endpoint + " " + accessKeyId, () -> new Pacer(time, total.rate())), total);
    }

    /** Returns the pacer of the key pair that took the place of another: that of the other, if it has none yet. */
    synchronized Part rotated(String endpoint, String accessKeyId, Part before) {
        return new Part(find(pacers, endpoint + " " + accessKeyId, before::pacer), before.total());
    }

    private static <T> T find(Map<String, WeakReference<T>> all, String key, Supplier<T> fresh) {
        WeakReference<T> known = all.get(key);
        T found = known == null ? null : known.get();
        if (found == null) {
            all.values().removeIf(each -> each.get() == null);
            found = fresh.get();
            all.put(key, new WeakReference<>(found));
        }
        return found;
    }

    /** For tests. */
    synchronized int size() {
        return pacers.size();
    }
}
