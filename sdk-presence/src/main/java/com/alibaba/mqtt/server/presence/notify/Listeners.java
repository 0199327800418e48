package com.alibaba.mqtt.server.presence.notify;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Those of this process that are notified of each state of one client, whichever tracker on the store took in the notice.
 * They are called outside of the locks of the store, each with the state at the moment of the call, one call after the other;
 * what changes while a call runs is one more call. Thread-safe. Internal, not exported.
 */
public final class Listeners {
    private final Executor executor;
    private final Function<String, ClientPresence> presence;
    private final StateLog failing;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    /**
     * Creates one without listeners, for the tracker of that name.
     *
     * @param presence reads what is known of a client now
     */
    public Listeners(String name, Logger log, Executor executor, Function<String, ClientPresence> presence) {
        this.executor = executor;
        this.presence = presence;
        this.failing = new StateLog(log, name + ": a listener fails");
    }

    private final class Listener {
        final String clientId;
        final Consumer<? super ClientPresence> action;
        private @Nullable PresenceState seen;
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
    public Runnable add(String clientId, Consumer<? super ClientPresence> action) {
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

    /** Returns whether there are any. */
    public boolean isAny() {
        return !listeners.isEmpty();
    }

    /** Lets the listeners of a client look; cheap if there are none. */
    public void changed(String clientId) {
        if (!listeners.isEmpty()) {
            List<Listener> all = listeners.get(clientId);
            if (all != null) {
                all.forEach(Listener::look);
            }
        }
    }

    /** Lets all look, as another process may have changed what they listen to. */
    public void look() {
        listeners.values().forEach(all -> all.forEach(Listener::look));
    }

    /** Calls no listener any more. */
    public void end() {
        listeners.values().forEach(all -> all.forEach(each -> each.ended = true));
        listeners.clear();
    }
}
