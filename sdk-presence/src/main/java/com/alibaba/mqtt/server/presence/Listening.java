package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Those of this process that want to see one client's state as it changes, whichever tracker on the store took in the notice.
 * They are called outside of the locks of the store. Each is called with the state at the moment of the call, one call after
 * the other; what changes while a call runs is one more call. Thread-safe.
 */
final class Listening {
    private final Executor executor;
    private final Function<String, ClientPresence> presence;
    private final StateLog failing;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    /** @param presence reads what is known of a client now */
    Listening(String name, Executor executor, Function<String, ClientPresence> presence) {
        this.executor = executor;
        this.presence = presence;
        this.failing = new StateLog(LoggerFactory.getLogger(PresenceTracker.class), name + ": a listener fails");
    }

    private final class Listener {
        final String clientId;
        final Consumer<? super ClientPresence> action;
        private PresenceState seen;
        private boolean running;
        private boolean again;
        private volatile boolean ended;

        Listener(String clientId, Consumer<? super ClientPresence> action) {
            this.clientId = clientId;
            this.action = action;
        }

        void look() {
            synchronized (this) {
                again = true;
                if (running || ended) {
                    return;
                }
                running = true;
            }
            try {
                executor.execute(this::run);
            } catch (Throwable e) {
                // Throwable: the executor may be the user's; the next look tries again
                synchronized (this) {
                    running = false;
                }
                failing.failed("no thread for " + ForeignText.visible(clientId), e);
            }
        }

        private void run() {
            while (takeTurn()) {
                try {
                    ClientPresence present = presence.apply(clientId);
                    if (present.state() != seen && !ended) {
                        seen = present.state();
                        action.accept(present);
                    }
                    failing.over();
                } catch (Throwable e) {
                    // Throwable: it is the user's, or the store's
                    failing.failed("about " + ForeignText.visible(clientId), e);
                }
            }
        }

        private synchronized boolean takeTurn() {
            running = again && !ended;
            again = false;
            return running;
        }
    }

    /** Calls the action with the present state, and then with each other one; returns what ends that. */
    Registration add(String clientId, Consumer<? super ClientPresence> action) {
        Listener added = new Listener(clientId, action);
        listeners.compute(clientId, (id, all) -> {
            List<Listener> some = all == null ? new CopyOnWriteArrayList<>() : all;
            some.add(added);
            return some;
        });
        added.look();
        return () -> {
            added.ended = true;
            listeners.computeIfPresent(clientId, (id, all) -> {
                all.remove(added);
                return all.isEmpty() ? null : all;
            });
        };
    }

    boolean isAny() {
        return !listeners.isEmpty();
    }

    /** Has the listeners of a client look; cheap if there are none. */
    void changed(String clientId) {
        if (!listeners.isEmpty()) {
            List<Listener> all = listeners.get(clientId);
            if (all != null) {
                all.forEach(Listener::look);
            }
        }
    }

    /** Has all look, as another process may have changed what they listen to. */
    void look() {
        listeners.values().forEach(all -> all.forEach(Listener::look));
    }

    void end() {
        listeners.values().forEach(all -> all.forEach(each -> each.ended = true));
        listeners.clear();
    }
}
