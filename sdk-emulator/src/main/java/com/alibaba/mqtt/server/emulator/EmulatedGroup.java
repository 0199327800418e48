package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.Mailbox;
import com.alibaba.mqtt.server.emulator.notices.SentNotices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The status queue of a group, for tests: what it was sent and what its backends have settled. The methods {@code await..}
 * return as soon as it is so, and throw an {@link AssertionError} when it is not within 20 seconds, which says what there is
 * instead. Immutable, safe for many threads; it looks at the emulator each time, and throws {@link IllegalStateException} when
 * that is closed.
 *
 * <pre>{@code
 * emulator.device("GID_shop@@@lock").connect().cut();
 * emulator.group("GID_shop").awaitNotice("GID_shop@@@lock", "tcpclean");
 * emulator.group("GID_shop").awaitSettled(2);
 * }</pre>
 */
public final class EmulatedGroup {
    private static final int SHOWN = 20;

    private final String name;
    private final Supplier<Mailbox> queue;
    private final SentNotices sent;
    private final EmulatorFaults faults;
    private final Duration patience;

    EmulatedGroup(String name, Supplier<Mailbox> queue, SentNotices sent, EmulatorFaults faults, Duration patience) {
        this.name = name;
        this.queue = queue;
        this.sent = sent;
        this.faults = faults;
        this.patience = patience;
    }

    /** The same group, whose methods wait for another time, 0 to 1 hour. */
    public EmulatedGroup within(Duration time) {
        return new EmulatedGroup(
                name, queue, sent, faults, Allowed.between("time", time, Duration.ZERO, Waiting.LONGEST));
    }

    /**
     * The notices that have come into the queue of the group, with copies and without those that were lost, in the order
     * in which they came. The last 10,000 since the emulator was started or reset. A copy.
     */
    public List<SentNotice> notices() {
        return sent.of(name).stream()
                .map(notice -> new SentNotice(
                        notice.channel().clientId().toString(),
                        notice.event().toString(),
                        notice.channel().id(),
                        Instant.ofEpochMilli(notice.time())))
                .toList();
    }

    /** Those of one client. */
    public List<SentNotice> notices(String clientId) {
        return notices().stream()
                .filter(notice -> notice.clientId().equals(clientId))
                .toList();
    }

    /** What became of the notices at the backends. */
    public GroupDeliveries deliveries() {
        Mailbox present = queue.get();
        return GroupDeliveries.of(present.deliveries(), present.depth());
    }

    /** How many notices the queue holds, those included that consumers have not settled. */
    public long queued() {
        return queue.get().depth();
    }

    /** How many notices the dead letter queue holds. */
    public long deadLetters() {
        return queue.get().deadLetters();
    }

    /**
     * Puts a message into the queue as if it were a notice. It takes microseconds, so that tests can make the notices of any
     * number of clients that do not exist. While the queue is deleted, the message is lost and counted in
     * {@link EmulatorFaults#lost()}.
     *
     * @param body any bytes, not checked
     */
    public void publish(byte[] body) {
        if (!queue.get().put(Objects.requireNonNull(body, "body"), Map.of())) {
            faults.countLost();
        }
    }

    /**
     * Waits until a notice is in the queue, or was, and returns it; the last one if there are several.
     *
     * @param event {@code connect}, {@code disconnect} or {@code tcpclean}
     */
    public SentNotice awaitNotice(String clientId, String event) {
        Objects.requireNonNull(clientId, "clientId");
        if (!List.of("connect", "disconnect", "tcpclean").contains(event)) {
            throw new IllegalArgumentException("event is " + event + ", allowed are connect, disconnect and tcpclean");
        }
        Predicate<SentNotice> wanted =
                notice -> notice.clientId().equals(clientId) && notice.event().equals(event);
        Waiting.until(
                patience,
                "a notice " + event + " of " + clientId,
                () -> notices().stream().anyMatch(wanted),
                this::toString);
        return notices().stream()
                .filter(wanted)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Waits until consumers have settled so many deliveries or more: accepted, rejected or released. */
    public GroupDeliveries awaitSettled(long count) {
        return await(count + " settled deliveries", deliveries -> deliveries.settled() >= count);
    }

    /** Waits until all is done: no notice is under way, in the queue or outstanding. */
    public GroupDeliveries awaitIdle() {
        return await(
                "nothing under way, in the queue or outstanding",
                deliveries -> faults.pending() == 0 && deliveries.queued() == 0 && deliveries.outstanding() == 0);
    }

    /**
     * Waits until a condition holds, and returns the figures with which it does.
     *
     * @param what the condition, as the failure names it
     */
    public GroupDeliveries await(String what, Predicate<GroupDeliveries> condition) {
        GroupDeliveries[] last = new GroupDeliveries[1];
        Waiting.until(
                patience,
                what,
                () -> {
                    last[0] = deliveries();
                    return condition.test(last[0]);
                },
                this::toString);
        return last[0];
    }

    /** The figures and the last notices. */
    @Override
    public String toString() {
        List<SentNotice> all = notices();
        String notices = all.stream()
                .skip(Math.max(0, all.size() - SHOWN))
                .map(notice -> "\n  " + notice.time() + " " + notice.event() + " " + notice.clientId() + " channel "
                        + notice.channelId())
                .collect(Collectors.joining());
        return name + ": " + deliveries() + ", " + faults.pending() + " notices under way, " + all.size() + " have come"
                + (all.size() > SHOWN ? ", the last of them:" : "") + notices;
    }
}
