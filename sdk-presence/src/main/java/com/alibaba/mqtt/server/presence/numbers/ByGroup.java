package com.alibaba.mqtt.server.presence.numbers;

import com.alibaba.mqtt.server.internal.ClientId;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something for each group of clients, created when it is first asked for. Thread-safe. Internal, not exported. */
public final class ByGroup<T> {
    private static final String OTHERS = "*";

    private final int max;
    private final Supplier<T> creator;
    private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();
    /** What was asked for last: most clients are of the same few groups, and a text of each would be much of an update. */
    private volatile @Nullable Entry<T> recent;

    private record Entry<T>(String begin, T value) {}

    /** Creates one that takes all groups beyond so many for the group {@code *}: client ids are foreign text. */
    public ByGroup(int max, Supplier<T> creator) {
        this.max = max;
        this.creator = creator;
    }

    /** Returns what belongs to the client's group. */
    public T of(String clientId) {
        Entry<T> entry = recent;
        if (entry == null || !clientId.startsWith(entry.begin)) {
            String group = PresenceStore.groupOf(clientId);
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
        return new Entry<>(group + ClientId.SEPARATOR, creator.get());
    }

    /** Returns what belongs to a group; null if there is none. */
    public @Nullable T ofGroup(String group) {
        Entry<T> entry = entries.get(group);
        return entry == null ? null : entry.value;
    }

    /** Goes through all groups and what belongs to them. */
    public void forEach(BiConsumer<String, T> action) {
        entries.forEach((group, entry) -> action.accept(group, entry.value));
    }
}
