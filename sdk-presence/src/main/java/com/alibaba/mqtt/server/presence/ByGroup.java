package com.alibaba.mqtt.server.presence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Something for each group of clients, made when it is first asked for. Thread-safe. */
final class ByGroup<T> {
    private static final String OTHERS = "*";

    private final int max;
    private final Supplier<T> maker;
    private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();
    /** What was asked for last: most clients are of the same few groups, and a text of each would be much of an update. */
    private volatile Entry<T> recent;

    private record Entry<T>(String begin, T value) {}

    /** Makes one that takes all groups beyond so many for the group {@code *}: client ids are foreign text. */
    ByGroup(int max, Supplier<T> maker) {
        this.max = max;
        this.maker = maker;
    }

    /** Returns what belongs to the client's group. */
    T of(String clientId) {
        Entry<T> entry = recent;
        if (entry == null || !clientId.startsWith(entry.begin)) {
            String group = Telling.groupOf(clientId);
            entry = entries.get(group);
            if (entry == null) {
                entry = entries.computeIfAbsent(entries.size() < max ? group : OTHERS, this::newEntry);
            }
            // only what begins with a group and the separator is surely of that group
            if (!group.isEmpty() && entry.begin.startsWith(group)) {
                recent = entry;
            }
        }
        return entry.value;
    }

    private Entry<T> newEntry(String group) {
        return new Entry<>(group + Telling.SEPARATOR, maker.get());
    }

    /** Returns what belongs to a group; null if there is none. */
    T ofGroup(String group) {
        Entry<T> entry = entries.get(group);
        return entry == null ? null : entry.value;
    }

    /** Goes through all groups and what belongs to them. */
    void forEach(BiConsumer<String, T> action) {
        entries.forEach((group, entry) -> action.accept(group, entry.value));
    }
}
