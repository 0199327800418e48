package com.alibaba.mqtt.server.presence;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** Clients to ask about from some moment on, each once, the earliest first; bounded. Thread-safe. */
final class Doubts {
    private static final int MAX = 100_000;

    private final Queue<Doubt> queue = new PriorityQueue<>(Comparator.comparingLong(Doubt::at));
    private final Set<String> clientIds = new HashSet<>();

    private record Doubt(String clientId, long at) {}

    /** Returns false if there is no place. */
    synchronized boolean add(String clientId, long at) {
        if (clientIds.contains(clientId)) {
            return true;
        }
        if (clientIds.size() >= MAX) {
            return false;
        }
        clientIds.add(clientId);
        return queue.add(new Doubt(clientId, at));
    }

    /** Returns the next client whose moment has come, or null. */
    synchronized String next(long now) {
        Doubt next = queue.peek();
        if (next == null || next.at > now) {
            return null;
        }
        queue.remove();
        clientIds.remove(next.clientId);
        return next.clientId;
    }
}
