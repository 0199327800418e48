package com.alibaba.mqtt.server.presence.notify;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The futures that wait for a client to be online. Thread-safe. Internal, not exported. */
public final class OnlineWaits {
    private final String name;
    private final Listeners listeners;
    private final Executor elsewhere;
    private final Set<Wait> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** With an identity, which futures need not have. */
    private static final class Wait {
        final CompletableFuture<ClientPresence> online = new CompletableFuture<>();
    }

    /**
     * Creates one without futures, for the tracker of that name.
     *
     * @param elsewhere where futures fail at the end: what hangs on them is the application's
     */
    public OnlineWaits(String name, Listeners listeners, Executor elsewhere) {
        this.name = name;
        this.listeners = listeners;
        this.elsewhere = elsewhere;
    }

    /** Returns a future that is completed when the client is online, and fails after the time or at the end. */
    public CompletableFuture<ClientPresence> await(String clientId, Duration timeout) {
        Wait wait = new Wait();
        CompletableFuture<ClientPresence> online = wait.online;
        pending.add(wait);
        Runnable listener = listeners.add(clientId, presence -> {
            if (presence.isOnline()) {
                online.complete(presence);
            }
        });
        CompletableFuture<ClientPresence> unused = online.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((presence, error) -> {
                    pending.remove(wait);
                    listener.run();
                });
        if (ended) {
            fail(online);
        }
        return online;
    }

    /** Lets all futures fail, as nobody sees the clients come any more. */
    public void end() {
        ended = true;
        pending.forEach(wait -> fail(wait.online));
    }

    private void fail(CompletableFuture<ClientPresence> online) {
        elsewhere.execute(
                () -> online.completeExceptionally(new IllegalStateException(name + " was closed meanwhile")));
    }
}
