package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rechecks that are due, read from the store some at a time, the urgent ones first. One in {@value #ROUTINE_EVERY} is a
 * routine one, so that these have a turn too. For one thread.
 */
final class DueRechecks {
    private static final int PAGE = 100;
    private static final int ROUTINE_EVERY = 10;
    /** After a failure of the store. */
    private static final long AGAIN_MILLIS = 1_000;

    private static final List<Task> URGENT_FIRST = List.of(Task.CONFIRM, Task.RECHECK, Task.RECONCILE);
    private static final List<Task> ROUTINE_FIRST = List.of(Task.RECONCILE, Task.CONFIRM, Task.RECHECK);

    private final GuardedStore store;
    private final Alarm alarm;
    private final Map<Task, Deque<String>> pages = new EnumMap<>(Task.class);
    /** Those of which more may be due than the page had room for. */
    private final Set<Task> full = EnumSet.noneOf(Task.class);

    private int taken;

    DueRechecks(GuardedStore store, Alarm alarm) {
        this.store = store;
        this.alarm = alarm;
        URGENT_FIRST.forEach(task -> pages.put(task, new ArrayDeque<>()));
    }

    /** Looks into the store for what is due, if the alarm rings. Whatever it throws, it has looked for each task. */
    void look(long now) {
        if (alarm.rings()) {
            look(URGENT_FIRST.iterator(), now);
        }
    }

    private void look(Iterator<Task> tasks, long now) {
        if (tasks.hasNext()) {
            try {
                look(tasks.next(), now);
            } finally {
                // what fails may be the index of one task only
                look(tasks, now);
            }
        }
    }

    private void look(Task task, long now) {
        List<String> page = new ArrayList<>();
        List<Due> first;
        try {
            first = store.due(task, PAGE);
        } catch (Throwable e) {
            alarm.in(AGAIN_MILLIS);
            throw e;
        }
        for (Due due : first) {
            if (due.at() > now) {
                alarm.in(due.at() - now);
                break;
            }
            page.add(due.clientId());
        }
        if (task == Task.RECONCILE) {
            // trackers that read the same page hardly meet then
            Collections.shuffle(page, new Random(now));
        }
        page(task).clear();
        page(task).addAll(page);
        if (page.size() == PAGE) {
            full.add(task);
        } else {
            full.remove(task);
        }
    }

    /** Returns which task is next; null if nothing is due. */
    @Nullable
    Task next() {
        List<Task> order = taken == ROUTINE_EVERY - 1 ? ROUTINE_FIRST : URGENT_FIRST;
        for (Task task : order) {
            if (!page(task).isEmpty()) {
                taken = (taken + 1) % ROUTINE_EVERY;
                return task;
            }
        }
        return null;
    }

    /** Returns the next client for the task; null if the page is read. */
    @Nullable
    String poll(Task task) {
        Deque<String> page = page(task);
        String clientId = page.poll();
        if (clientId != null && page.isEmpty() && full.contains(task)) {
            alarm.in(0);
        }
        return clientId;
    }

    private Deque<String> page(Task task) {
        return Objects.requireNonNull(pages.get(task));
    }

    boolean isEmpty() {
        return pages.values().stream().allMatch(Deque::isEmpty);
    }

    boolean hasRoutine() {
        return !page(Task.RECONCILE).isEmpty();
    }
}
