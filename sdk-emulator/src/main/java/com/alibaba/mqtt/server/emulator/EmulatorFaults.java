package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.AmqpBroker;
import com.alibaba.mqtt.server.emulator.amqp.AmqpPorts;
import com.alibaba.mqtt.server.emulator.amqp.Mailboxes;
import com.alibaba.mqtt.server.emulator.instance.LoginRefusals;
import com.alibaba.mqtt.server.emulator.notices.NoticeFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * What goes wrong in an {@link Emulator}, on purpose. By default nothing does; each method switches one fault on, and
 * {@link #clear()} all of them off. Safe for many threads.
 *
 * <pre>{@code
 * emulator.faults().seed(42).lose(2).duplicate(5, Duration.ZERO, Duration.ofSeconds(3))
 *         .delay(50, Duration.ZERO, Duration.ofSeconds(2));
 * // devices come and go
 * emulator.faults().clear();
 * // once emulator.faults().pending() is 0, all that was delayed has come
 * }</pre>
 *
 * <p><b>Notices</b> meet their fault between the event of a device and the queue of its group (and that of the IoT
 * Platform, which gets what the group gets). The faults work in this order: clocks, takeover, loss, copies, delay. A lost
 * notice has no copy; a delayed one keeps its {@code time}, so that delays change the order in which notices arrive.
 * What is left to chance is the same in each run: it depends on the seed, the client id, and how many notices the client
 * has had since the seed was set, but not on threads or on the other faults. {@link EmulatedGroup#publish} is exempt.
 *
 * <p>At most 100,000 notices are under way at a time; those beyond are neither delayed nor copied.
 *
 * <p><b>The AMQP side</b> can refuse logins and lose its connections, its ports and its queues. What happens to bytes on
 * the way, such as a connection that is half open, is in {@link EmulatorNetwork}.
 */
public final class EmulatorFaults {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final NoticeFaults notices;
    private final Mailboxes groups;
    private final AmqpPorts amqp;
    private final AmqpBroker broker;
    private final LoginRefusals refusals;
    private boolean closed;

    EmulatorFaults(NoticeFaults notices, Mailboxes groups, AmqpPorts amqp, AmqpBroker broker, LoginRefusals refusals) {
        this.notices = notices;
        this.groups = groups;
        this.amqp = amqp;
        this.broker = broker;
        this.refusals = refusals;
    }

    /** Where the end of the old connection stands when a client is taken over by a new connection. */
    public enum TakeoverEnd {
        /** The tcpclean of the old connection comes before the connect of the new one. */
        BEFORE_CONNECT,
        /** The tcpclean of the old connection comes after the connect of the new one: the false offline. */
        AFTER_CONNECT
    }

    /** Sets where chance starts from, and starts to count the notices of each client afresh. The first seed is 0. */
    public EmulatorFaults seed(long seed) {
        notices.seed(seed);
        return this;
    }

    /**
     * Loses a share of the notices.
     *
     * @param percent of all notices, 0 to 100
     */
    public EmulatorFaults lose(int percent) {
        notices.loseShare(Allowed.percent(percent));
        return this;
    }

    /**
     * Loses the notices that a rule names. A later rule takes its place.
     *
     * @param rule is given client id and event type ({@code connect}, {@code disconnect} or {@code tcpclean}) and tells
     *     whether to lose the notice. Called by the threads that serve the devices, several at a time; what it throws is
     *     logged, and the notice is not lost
     */
    public EmulatorFaults lose(BiPredicate<String, String> rule) {
        notices.lose(Objects.requireNonNull(rule, "rule"));
        return this;
    }

    /**
     * Loses all notices of a group, and of other groups for which this was called.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public EmulatorFaults loseAllOf(String group) {
        groups.get(group);
        notices.loseAllOf(group);
        return this;
    }

    /**
     * Lets a share of the notices come twice.
     *
     * @param percent of all notices, 0 to 100
     * @param min how much later than the original the copy comes, 0 to 1 hour, drawn anew for each
     * @param max at least {@code min}, at most 1 hour
     */
    public EmulatorFaults duplicate(int percent, Duration min, Duration max) {
        notices.duplicate(spread(percent, min, max));
        return this;
    }

    /**
     * Lets a share of the notices come late, and so in another order.
     *
     * @param percent of all notices, 0 to 100
     * @param min how late, 0 to 1 hour, drawn anew for each
     * @param max at least {@code min}, at most 1 hour
     */
    public EmulatorFaults delay(int percent, Duration min, Duration max) {
        notices.delay(spread(percent, min, max));
        return this;
    }

    /**
     * Settles the order of the two notices of a takeover, when a client connects while it is connected. By default the
     * tcpclean of the old connection comes first, and its time is not after that of the connect. A tcpclean waits for its
     * connect, but not for more than 10 seconds.
     *
     * @param arrival where the tcpclean comes in the queue
     * @param time which of the two has the greater {@code time}, by at least one millisecond
     */
    public EmulatorFaults takeover(TakeoverEnd arrival, TakeoverEnd time) {
        notices.takeovers(
                Objects.requireNonNull(arrival, "arrival") == TakeoverEnd.BEFORE_CONNECT,
                Objects.requireNonNull(time, "time") == TakeoverEnd.BEFORE_CONNECT);
        return this;
    }

    /**
     * Plays a service of several nodes whose clocks differ: each connection that is accepted from now on is, by chance,
     * on one of them. Connections that are there already have no node.
     *
     * @param offsets one for each node, which is added to the {@code time} of its notices; up to 1 hour before or after
     */
    public EmulatorFaults nodeClocks(Duration... offsets) {
        for (Duration offset : offsets) {
            Allowed.between("offset", offset, LONGEST.negated(), LONGEST);
        }
        notices.nodeClocks(List.copyOf(Arrays.asList(offsets)));
        return this;
    }

    /**
     * Refuses the next AMQP logins, of either version, as if their password were wrong. A later number takes its place.
     *
     * @param logins how many, at least 0
     */
    public EmulatorFaults refuseLogins(int logins) {
        refusals.next(Allowed.between("logins", logins, 0, LoginRefusals.ALL));
        return this;
    }

    /** Refuses all AMQP logins, of either version, as if their password were wrong. */
    public EmulatorFaults refuseLogins() {
        refusals.next(LoginRefusals.ALL);
        return this;
    }

    /**
     * Ends all faults that were switched on, and starts to count the notices of each client afresh. What is delayed still
     * comes, and may come after newer notices: wait for {@link #pending()} to be 0. The seed stays, and so does what has
     * happened: deleted queues, closed ports.
     */
    public EmulatorFaults clear() {
        notices.clear();
        refusals.next(0);
        return this;
    }

    /**
     * Drops all AMQP connections with a TCP reset (RST), without what is still to be sent. The ports stay open. Returns
     * when the broker has taken back what the connections have not settled. {@link Emulator#cutAmqpConnections()} is the
     * same with a FIN.
     *
     * @throws IllegalStateException when the emulator is closed
     */
    public synchronized void resetAmqpConnections() {
        requireOpen();
        amqp.reset();
    }

    /**
     * Kills the AMQP side: all connections end with a TCP reset (RST), and the ports are closed. The queues stay and go
     * on taking notices. {@link Emulator#startAmqp()} opens the ports again; {@link Emulator#stopAmqp()} is the same with
     * a FIN. Does nothing when the AMQP side is stopped already.
     *
     * @throws IllegalStateException when the emulator is closed
     */
    public synchronized void killAmqp() {
        requireOpen();
        amqp.kill();
    }

    /**
     * Kills the AMQP side as {@link #killAmqp()} does, and empties all queues, those of topics and of dead letters
     * included, as a broker that keeps them in memory.
     *
     * @return how many messages the queues held
     * @throws IllegalStateException when the emulator is closed
     */
    public synchronized long killAmqpAndEmptyQueues() {
        killAmqp();
        return broker.clearQueues();
    }

    /**
     * Deletes the status queue of a group with all that it holds, if it is there. Its consumers are told: by AMQP 1.0
     * with a detach (amqp:resource-deleted), by 0-9-1 with basic.cancel if the client has announced the capability
     * consumer_cancel_notify, else not. Until {@link #createQueue} the notices of the group are lost, and new consumers
     * are refused (not found).
     *
     * @return how many messages the queue held, those included that consumers had not settled
     * @throws IllegalArgumentException when there is no such group
     * @throws IllegalStateException when the emulator is closed
     */
    public synchronized long deleteQueue(String group) {
        requireOpen();
        return groups.get(group).delete();
    }

    /**
     * Creates the status queue of a group again, empty, if it is deleted.
     *
     * @throws IllegalArgumentException when there is no such group
     * @throws IllegalStateException when the emulator is closed
     */
    public synchronized void createQueue(String group) {
        requireOpen();
        groups.get(group).create();
    }

    /**
     * How many notices and copies are under way to their queue. A notice is, before {@link Emulator#isOnline} changes: once
     * all clients are as they shall be, and this is 0, nothing more will come.
     */
    public long pending() {
        return notices.pending();
    }

    /** How many AMQP logins {@link #refuseLogins} has refused since the emulator was started or reset. */
    public long refusedLogins() {
        return refusals.refused();
    }

    /**
     * How many notices were lost since the emulator was started or reset, also those for which there was no queue, but not those
     * in a queue when it was deleted or emptied.
     */
    public long lost() {
        return notices.lost();
    }

    /** How many copies of notices were made since the emulator was started or reset. */
    public long duplicated() {
        return notices.duplicated();
    }

    /** How many notices, without copies, were delayed since the emulator was started or reset. */
    public long delayed() {
        return notices.delayed();
    }

    /** The faults that are set, in words. */
    List<String> set() {
        List<String> words = new ArrayList<>(notices.set());
        int left = refusals.left();
        if (left > 0) {
            words.add((left == LoginRefusals.ALL ? "all" : "the next " + left) + " AMQP logins are refused");
        }
        return words;
    }

    /** A message for a group was lost because its queue is deleted. */
    void countLost() {
        notices.countLost();
    }

    /** Counts {@link #refusedLogins()} afresh. */
    void forgetRefusals() {
        refusals.forget();
    }

    /** Ends the thread; what is under way is dropped. */
    synchronized void close() {
        closed = true;
        notices.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the emulator is closed");
        }
    }

    private static NoticeFaults.Spread spread(int percent, Duration min, Duration max) {
        Allowed.between("min", min, Duration.ZERO, LONGEST);
        Allowed.between("max", max, min, LONGEST);
        return new NoticeFaults.Spread(Allowed.percent(percent), min, max);
    }
}
