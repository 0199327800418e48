package com.alibaba.mqtt.server.emulator.notices;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.notices.Notice.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which clients are online, and the notices about their coming and going. Called by the threads of the MQTT listener;
 * the events of one client must come one after the other.
 */
public final class Presence {
    private static final int MAX_NAMED = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, Channel> online = new ConcurrentHashMap<>();
    /** How many events of a client are being handled. */
    private final Map<String, Integer> happening = new ConcurrentHashMap<>();

    private final Clock clock;
    private final NoticeFaults notices;
    private final History history = new History();
    private volatile boolean silent;

    /** Creates the presence of no client; its notices go the way of the faults. */
    public Presence(Clock clock, NoticeFaults notices) {
        this.clock = clock;
        this.notices = notices;
    }

    /** Why a connection has ended. */
    public enum End {
        /** The client said that it leaves. */
        DISCONNECT("disconnected by client"),
        /** Another connection of the client took its place. */
        TAKEN_OVER("clientId conflict"),
        /** The service closed it when it was asked to. */
        KICKED("closed by server"),
        /** The client was silent for longer than it had said. */
        SILENT("no heart"),
        /** The client did what it may not. */
        REFUSED("resource auth failed"),
        /** Otherwise. */
        LOST("closed by client");

        private final String info;

        End(String info) {
            this.info = info;
        }
    }

    /** A login was accepted. */
    public void connected(Channel channel) {
        happens(channel, told -> {
            if (told) {
                remember(channel, History.Action.CONNECT, "accepted");
                notices.announce(1);
            }
            online.put(channel.clientId().toString(), channel);
            if (told) {
                tell(channel, Event.CONNECT);
            }
        });
    }

    /** A connection has ended. */
    public void ended(Channel channel, End end) {
        happens(channel, told -> {
            boolean said = end == End.DISCONNECT;
            if (told) {
                if (said) {
                    remember(channel, History.Action.DISCONNECT, end.info);
                }
                remember(channel, History.Action.CLOSE, end.info);
                notices.announce(said ? 2 : 1);
            }
            online.remove(channel.clientId().toString(), channel);
            if (told) {
                if (said) {
                    tell(channel, Event.DISCONNECT);
                }
                tell(channel, end == End.TAKEN_OVER ? Event.TAKEN_OVER : Event.TCPCLEAN);
            }
        });
    }

    /** What has happened to the connections. */
    public History history() {
        return history;
    }

    /** Returns whether a client has an accepted connection. */
    public boolean isOnline(String clientId) {
        return online.containsKey(clientId);
    }

    /**
     * Whether a client is online or offline as asked, and the fate of the notices about it is decided: they are in the queue,
     * lost, or delayed.
     */
    public boolean isTold(String clientId, boolean beingOnline) {
        return isOnline(clientId) == beingOnline && !happening.containsKey(clientId);
    }

    /** All accepted connections, by client id. A copy. */
    public List<Channel> online() {
        return online.values().stream()
                .sorted(Comparator.comparing(channel -> channel.clientId().toString()))
                .toList();
    }

    /** The client ids of some that are online, 20 at most. */
    public List<String> names() {
        return online.keySet().stream().sorted().limit(MAX_NAMED).toList();
    }

    /** The client ids of a group that are online. */
    public Set<String> online(String group) {
        return online.values().stream()
                .map(Channel::clientId)
                .filter(client -> client.group().equals(group))
                .map(ClientId::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** From now on no notice is given, because the emulator itself ends the connections. */
    public void silence() {
        silent = true;
    }

    /**
     * Ends all connections without a notice, and forgets all that has happened. Returns when no notice is under way.
     *
     * @param ending ends the connections
     * @throws IllegalStateException when they have not ended within 20 seconds
     */
    public void forget(Runnable ending) {
        silent = true;
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!online.isEmpty() || !happening.isEmpty()) {
                ending.run();
                await(end, "still connected: " + names());
            }
            notices.forget();
            while (notices.pending() > 0) {
                await(end, "still under way: " + notices.pending() + " notices");
            }
            notices.forgetFigures();
            history.clear();
        } finally {
            silent = false;
        }
    }

    private static void await(long end, String why) {
        if (System.nanoTime() - end > 0) {
            throw new IllegalStateException(why);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** @param event is told whether it gives notices; all of it does, or nothing */
    private void happens(Channel channel, Consumer<Boolean> event) {
        String client = channel.clientId().toString();
        // before the look at silent, so that who has set it waits for this
        happening.merge(client, 1, Integer::sum);
        try {
            event.accept(!silent);
        } finally {
            happening.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Before the truth changes, so that who sees the change finds it in the history. */
    private void remember(Channel channel, History.Action action, String info) {
        history.add(channel, clock.millis(), action, info);
    }

    /** After it was announced, before the truth changed: who sees the change knows of its notices. */
    private void tell(Channel channel, Event event) {
        notices.accept(new Notice(channel, event, clock.millis()));
    }
}
