package com.alibaba.mqtt.server.emulator.notices;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the two notices of a takeover, the end of the old connection and the start of the new one, into the order that
 * was asked for, both in arrival and in time. Safe for many threads; the events of one client come one after the other.
 */
final class Takeovers {
    private final Consumer<Notice> next;
    private final ScheduledExecutorService later;
    private final Duration patience;
    private final Map<ClientId, Held> ends = new ConcurrentHashMap<>();
    private volatile @Nullable Order order;

    /** @param patience after which the end goes on alone, for a new connection that is not accepted in the end */
    Takeovers(ScheduledExecutorService later, Duration patience, Consumer<Notice> next) {
        this.later = later;
        this.patience = patience;
        this.next = next;
    }

    /** @param wanted null to leave all as it is */
    void order(@Nullable Order wanted) {
        order = wanted;
    }

    boolean isOrdered() {
        return order != null;
    }

    /** Passes the notice on, immediately or, if it is the end of a connection that is taken over, together with the start. */
    void pass(Notice notice) {
        ClientId client = notice.channel().clientId();
        Order wanted = order;
        if (wanted != null && notice.event() == Notice.Event.TAKEN_OVER) {
            Held held = new Held(notice, wanted);
            Held before = ends.put(client, held);
            if (before != null) {
                next.accept(before.end);
            }
            Future<?> unused = later.schedule(() -> passHeld(client, held), patience.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        Held held = notice.event() == Notice.Event.CONNECT ? ends.remove(client) : null;
        if (held == null) {
            next.accept(notice);
        } else {
            passBoth(held, notice);
        }
    }

    /** Passes on what is held. */
    void passAll() {
        ends.forEach(this::passHeld);
    }

    private void passHeld(ClientId client, Held held) {
        if (ends.remove(client, held)) {
            next.accept(held.end);
        }
    }

    private void passBoth(Held held, Notice connect) {
        long first = Math.min(held.end.time(), connect.time());
        long second = Math.max(first + 1, Math.max(held.end.time(), connect.time()));
        boolean endIsOlder = held.order.endIsOlder;
        Notice end = held.end.at(endIsOlder ? first : second);
        Notice start = connect.at(endIsOlder ? second : first);
        boolean endGoesFirst = held.order.endArrivesFirst;
        next.accept(endGoesFirst ? end : start);
        next.accept(endGoesFirst ? start : end);
    }

    /** Where the end of the old connection stands. */
    record Order(boolean endArrivesFirst, boolean endIsOlder) {}

    private record Held(Notice end, Order order) {}
}
