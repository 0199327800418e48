package com.alibaba.mqtt.server.lanes;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that exist, and those of them that are ready: have a task that waits and none that runs. Guarded by the
 * monitor of {@link Lanes}.
 */
final class LaneTable {
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Lane.Row ready = new Lane.Row();
    /** Not in use: most clients have one notice at a time, and so a lane for its time only. */
    private final Lane.Row spare = new Lane.Row();

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** Returns how many lanes are ready. */
    int ready() {
        return ready.size();
    }

    /** Returns all lanes; to read, or to remove tasks from each. */
    Iterable<Lane> all() {
        return lanes.values();
    }

    /** Returns the lane of a key, to which the caller then adds a task. */
    Lane of(String key) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = create(key);
            ready.add(lane);
        }
        return lane;
    }

    private Lane create(String key) {
        Lane lane = spare.poll();
        if (lane == null) {
            lane = new Lane();
        }
        lane.key = key;
        try {
            lanes.put(key, lane);
        } catch (Throwable e) {
            // OutOfMemoryError: a map that could not grow holds it nevertheless
            lanes.remove(key);
            throw e;
        }
        return lane;
    }

    /** Takes the lane that has been ready for longest; null for none. */
    @Nullable
    Lane poll() {
        return ready.poll();
    }

    /** The task that ran in the lane is over. */
    void finished(Lane lane) {
        if (lane.first == null) {
            lanes.remove(lane.key);
            spare.add(lane);
        } else {
            ready.add(lane);
        }
    }

    /** Removes waiting tasks; returns how many. To be followed by {@link #endEmpty}. */
    int removeIf(Predicate<Task> useless) {
        int removed = 0;
        for (Lane lane : lanes.values()) {
            removed += lane.removeIf(useless);
        }
        return removed;
    }

    /** Ends the lanes that were ready and have no task any more. */
    void endEmpty() {
        ready.removeIf(lane -> lane.first == null && lanes.remove(lane.key, lane));
    }
}
