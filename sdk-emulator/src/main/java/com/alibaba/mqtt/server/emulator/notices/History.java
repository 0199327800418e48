package com.alibaba.mqtt.server.emulator.notices;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has happened to the connections of each client: of one client the last 1,000 actions, and 100,000 in all, those of
 * the clients of whom nothing has come for longest are forgotten first. Safe for many threads.
 */
public final class History {
    private static final int MAX_PER_CLIENT = 1_000;
    private static final int MAX = 100_000;

    private final int maxPerClient;
    private final int max;
    /** Whoever has acted last stands last. */
    private final Map<String, Deque<Entry>> clients = new LinkedHashMap<>();

    private int size;

    History() {
        this(MAX_PER_CLIENT, MAX);
    }

    History(int maxPerClient, int max) {
        this.maxPerClient = maxPerClient;
        this.max = max;
    }

    /** What a client or the service did. */
    public enum Action {
        /** The client was accepted. */
        CONNECT,
        /** The client said that it leaves. */
        DISCONNECT,
        /** The connection has ended. */
        CLOSE
    }

    /**
     * One action.
     *
     * @param time milliseconds since 1970
     * @param info why, in the words of the service
     */
    public record Entry(String channelId, long time, Action action, String info) {}

    synchronized void clear() {
        clients.clear();
        size = 0;
    }

    synchronized void add(Channel channel, long time, Action action, String info) {
        String client = channel.clientId().toString();
        Deque<Entry> entries = clients.remove(client);
        if (entries == null) {
            entries = new ArrayDeque<>(4);
        }
        clients.put(client, entries);
        entries.add(new Entry(channel.id(), time, action, info));
        size++;
        if (entries.size() > maxPerClient) {
            entries.remove();
            size--;
        }
        if (size > max) {
            forgetOne();
        }
    }

    /** The actions of a client from one time to another, both included, in the order in which they came. A copy. */
    public synchronized List<Entry> of(String clientId, long begin, long end) {
        Deque<Entry> entries = clients.get(clientId);
        return entries == null
                ? List.of()
                : entries.stream()
                        .filter(entry -> entry.time() >= begin && entry.time() <= end)
                        .toList();
    }

    private void forgetOne() {
        String longestSilent = clients.keySet().iterator().next();
        Deque<Entry> entries = clients.getOrDefault(longestSilent, new ArrayDeque<>());
        entries.poll();
        size--;
        if (entries.isEmpty()) {
            clients.remove(longestSilent);
        }
    }
}
