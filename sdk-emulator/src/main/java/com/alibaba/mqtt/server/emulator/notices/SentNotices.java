package com.alibaba.mqtt.server.emulator.notices;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The notices that have come into the queue of their group, the last 10,000 of each group. Safe for many threads. */
public final class SentNotices {
    private static final int MAX_PER_GROUP = 10_000;

    private final Map<String, Deque<Notice>> byGroup = new ConcurrentHashMap<>();

    /** To be called when the notice is in its queue. */
    public void add(Notice notice) {
        byGroup.compute(notice.group(), (group, before) -> {
            Deque<Notice> notices = before == null ? new ArrayDeque<>() : before;
            if (notices.size() == MAX_PER_GROUP) {
                notices.remove();
            }
            notices.add(notice);
            return notices;
        });
    }

    /** Those of a group, in the order in which they came. A copy. */
    public List<Notice> of(String group) {
        Deque<Notice> copy = new ArrayDeque<>();
        byGroup.computeIfPresent(group, (same, notices) -> {
            copy.addAll(notices);
            return notices;
        });
        return List.copyOf(copy);
    }

    /** Forgets all. */
    public void clear() {
        byGroup.clear();
    }
}
