package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.numbers.ByGroup;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.Recheck;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** For each task, the clients for which it is due; for each group, how many clients are in which state. Thread-safe. */
final class Indexes {
    private final DueIndex notify = new DueIndex();
    private final DueIndex confirm = new DueIndex();
    private final DueIndex recheck = new DueIndex();
    private final DueIndex reconcile = new DueIndex();
    private final ByGroup<Counts> counts = new ByGroup<>(Integer.MAX_VALUE, Counts::new);

    private static final class Counts {
        final LongAdder online = new LongAdder();
        final LongAdder offline = new LongAdder();
        final LongAdder unknown = new LongAdder();

        LongAdder of(PresenceState state) {
            return switch (state) {
                case ONLINE -> online;
                case OFFLINE -> offline;
                case UNKNOWN -> unknown;
            };
        }
    }

    DueIndex of(Task task) {
        return switch (task) {
            case NOTIFY -> notify;
            case CONFIRM -> confirm;
            case RECHECK -> recheck;
            case RECONCILE -> reconcile;
        };
    }

    /** Takes note of a change; by one thread at a time for each client. */
    void changed(String clientId, ClientRecord before, ClientRecord after) {
        notify.move(clientId, before.dueAt(Task.NOTIFY), after.dueAt(Task.NOTIFY));
        move(clientId, before.recheck(), after.recheck());
        if (before.isEmpty() || after.isEmpty() || before.state() != after.state()) {
            count(clientId, before, after);
        }
    }

    private void move(String clientId, Recheck before, Recheck after) {
        Task old = before.task();
        Task fresh = after.task();
        if (old == fresh) {
            move(clientId, fresh, before.at(), after.at());
        } else {
            move(clientId, old, before.at(), 0);
            move(clientId, fresh, 0, after.at());
        }
    }

    private void move(String clientId, @Nullable Task task, long before, long after) {
        if (task != null) {
            of(task).move(clientId, before, after);
        }
    }

    private void count(String clientId, ClientRecord before, ClientRecord after) {
        Counts group = counts.of(clientId);
        if (!before.isEmpty()) {
            group.of(before.state()).decrement();
        }
        if (!after.isEmpty()) {
            group.of(after.state()).increment();
        }
    }

    Map<String, StateCounts> counts() {
        Map<String, StateCounts> all = new HashMap<>();
        counts.forEach((group, states) ->
                all.put(group, new StateCounts(states.online.sum(), states.offline.sum(), states.unknown.sum())));
        return all;
    }
}
