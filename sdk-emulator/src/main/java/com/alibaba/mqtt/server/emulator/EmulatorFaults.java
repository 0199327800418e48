package com.alibaba.mqtt.server.emulator;

import java.time.Duration;
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
 * has had since the seed was set, but not on threads or on the other faults. {@link Emulator#publishStatus} is exempt.
 *
 * <p>At most 100,000 notices are under way at a time; those beyond are neither delayed nor copied.
 */
public final class EmulatorFaults {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final NoticeFaults notices;
    private final Mailboxes groups;

    EmulatorFaults(NoticeFaults notices, Mailboxes groups) {
        this.notices = notices;
        this.groups = groups;
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
        notices.loseShare(percent(percent));
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
     * @param least how much later than the original the copy comes, 0 to 1 hour, drawn anew for each
     * @param most at least {@code least}, at most 1 hour
     */
    public EmulatorFaults duplicate(int percent, Duration least, Duration most) {
        notices.duplicate(spread(percent, least, most));
        return this;
    }

    /**
     * Lets a share of the notices come late, and so in another order.
     *
     * @param percent of all notices, 0 to 100
     * @param least how late, 0 to 1 hour, drawn anew for each
     * @param most at least {@code least}, at most 1 hour
     */
    public EmulatorFaults delay(int percent, Duration least, Duration most) {
        notices.delay(spread(percent, least, most));
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
                new Takeovers.Order(Objects.requireNonNull(arrival, "arrival"), Objects.requireNonNull(time, "time")));
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
            EmulatorBuilder.between("offset", offset, LONGEST.negated(), LONGEST);
        }
        notices.nodeClocks(List.copyOf(Arrays.asList(offsets)));
        return this;
    }

    /**
     * Ends all faults, and starts to count the notices of each client afresh. What is delayed still comes, and may come
     * after newer notices: wait for {@link #pending()} to be 0. The seed stays.
     */
    public EmulatorFaults clear() {
        notices.clear();
        return this;
    }

    /** How many notices and copies are under way to their queue. */
    public long pending() {
        return notices.pending();
    }

    /** How many notices were lost since the emulator was started. */
    public long lost() {
        return notices.lost();
    }

    /** How many copies of notices were made since the emulator was started. */
    public long duplicated() {
        return notices.duplicated();
    }

    /** How many notices, without copies, were delayed since the emulator was started. */
    public long delayed() {
        return notices.delayed();
    }

    private static NoticeFaults.Spread spread(int percent, Duration least, Duration most) {
        EmulatorBuilder.between("least", least, Duration.ZERO, LONGEST);
        EmulatorBuilder.between("most", most, least, LONGEST);
        return new NoticeFaults.Spread(percent(percent), least, most);
    }

    private static int percent(int percent) {
        return EmulatorBuilder.between("percent", percent, 0, 100);
    }
}
