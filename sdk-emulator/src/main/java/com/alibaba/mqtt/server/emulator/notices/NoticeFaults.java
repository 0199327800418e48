package com.alibaba.mqtt.server.emulator.notices;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can happen to a notice between the event of a device and the queue of its group. Safe for many threads; the
 * events of one client come one after the other.
 *
 * <ol>
 *   <li>What happens to the n-th notice of a client depends on the seed, the client id and n only: not on threads, other
 *       clients, or other faults. The notices that come while nothing is left to chance do not count.
 *   <li>At most {@link #MAX_PENDING} notices wait, up to the number of threads that bring them; beyond that they go on
 *       immediately and are not copied.
 * </ol>
 */
public final class NoticeFaults implements AutoCloseable {
    static final int MAX_PENDING = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(NoticeFaults.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UnderWay underWay;
    private final Takeovers takeovers;
    private final AtomicLong duplicated = new AtomicLong();
    private final AtomicLong delayed = new AtomicLong();

    private final Map<ClientId, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, Duration> channelOffsets = new ConcurrentHashMap<>();
    private final Set<String> lostGroups = ConcurrentHashMap.newKeySet();
    private volatile long seed;
    private volatile int losses;
    private volatile @Nullable BiPredicate<String, String> lossRule;
    private volatile Spread copies = Spread.NEVER;
    private volatile Spread delays = Spread.NEVER;
    private volatile List<Duration> nodeOffsets = List.of();

    /** @param queue puts a notice into the queue of its group, and returns whether there is one */
    public NoticeFaults(Predicate<Notice> queue) {
        underWay = new UnderWay(queue);
        takeovers = new Takeovers(underWay.later(), PATIENCE, this::meetFate);
    }

    /** From now on so many notices are pending, which are about to be given. */
    void announce(int count) {
        underWay.announce(count);
    }

    /** Takes the announced notice of an event that happens now. */
    void accept(Notice notice) {
        takeovers.pass(notice.at(notice.time() + offset(notice)));
    }

    /** Sets where chance starts from, and counts the notices of each client anew. */
    public void seed(long value) {
        seed = value;
        counts.clear();
    }

    /** Loses a share of the notices, in percent. */
    public void loseShare(int percent) {
        losses = percent;
    }

    /** Loses the notices that a rule names by client id and event type; null for none. */
    public void lose(@Nullable BiPredicate<String, String> rule) {
        lossRule = rule;
    }

    /** Loses all notices of a group. */
    public void loseAllOf(String group) {
        lostGroups.add(group);
    }

    /** Lets a share of the notices come twice. */
    public void duplicate(Spread spread) {
        copies = spread;
    }

    /** Delays a share of the notices. */
    public void delay(Spread spread) {
        delays = spread;
    }

    /**
     * Sets the order of the two notices of a takeover.
     *
     * @param endArrivesFirst whether the end of the old connection arrives before the start of the new one
     * @param endIsOlder whether the end has the smaller time
     */
    public void takeovers(boolean endArrivesFirst, boolean endIsOlder) {
        takeovers.order(new Takeovers.Order(endArrivesFirst, endIsOlder));
    }

    /** Plays nodes whose clocks differ by these offsets; none for right clocks. */
    public void nodeClocks(List<Duration> offsets) {
        nodeOffsets = offsets;
        channelOffsets.clear();
    }

    /** Ends all faults; what is under way still comes. */
    public void clear() {
        loseShare(0);
        lose(null);
        lostGroups.clear();
        duplicate(Spread.NEVER);
        delay(Spread.NEVER);
        takeovers.order(null);
        nodeClocks(List.of());
        counts.clear();
    }

    /** Ends all faults, and drops what is under way. */
    void forget() {
        clear();
        takeovers.passAll();
        underWay.drop();
    }

    /** Counts all afresh, and lets chance start from 0. */
    void forgetFigures() {
        seed(0);
        underWay.forgetLost();
        duplicated.set(0);
        delayed.set(0);
    }

    /** What is set, in words. */
    public List<String> set() {
        List<String> words = new ArrayList<>();
        if (losses > 0) {
            words.add(losses + " % of the notices are lost");
        }
        if (lossRule != null) {
            words.add("notices are lost by a rule");
        }
        lostGroups.forEach(group -> words.add("all notices of " + group + " are lost"));
        if (copies.percent > 0) {
            words.add(copies.percent + " % of the notices come twice");
        }
        if (delays.percent > 0) {
            words.add(delays.percent + " % of the notices are late by " + delays.min + " to " + delays.max);
        }
        if (takeovers.isOrdered()) {
            words.add("the two notices of a takeover are put into an order");
        }
        if (!nodeOffsets.isEmpty()) {
            words.add("the clocks of the nodes are off by " + nodeOffsets);
        }
        return words;
    }

    /** Returns how many notices and copies are under way. */
    public long pending() {
        return underWay.pending();
    }

    /** Returns how many notices were lost so far. */
    public long lost() {
        return underWay.lost();
    }

    /** Returns how many copies were created so far. */
    public long duplicated() {
        return duplicated.get();
    }

    /** Returns how many notices were delayed so far. */
    public long delayed() {
        return delayed.get();
    }

    /** A message for the queue of a group was lost elsewhere. */
    public void countLost() {
        underWay.countLost();
    }

    /** Ends the thread; what waits is dropped. */
    @Override
    public void close() {
        underWay.close();
    }

    private long offset(Notice notice) {
        String channel = notice.channel().id();
        List<Duration> offsets = nodeOffsets;
        @Nullable
        Duration offset = switch (notice.event()) {
            case CONNECT -> {
                if (offsets.isEmpty()) {
                    yield null;
                }
                ClientId client = notice.channel().clientId();
                int node =
                        random(client, counts.getOrDefault(client, 0), "node").nextInt(offsets.size());
                channelOffsets.put(channel, offsets.get(node));
                yield offsets.get(node);
            }
            case DISCONNECT -> channelOffsets.get(channel);
            case TCPCLEAN, TAKEN_OVER -> channelOffsets.remove(channel);
        };
        return offset == null ? 0 : offset.toMillis();
    }

    private void meetFate(Notice notice) {
        ClientId client = notice.channel().clientId();
        boolean loses = false;
        long copyMillis = -1;
        long delayMillis = -1;
        if (isRandom()) {
            SplittableRandom random = random(client, counts.merge(client, 1, Integer::sum), "fate");
            // all are drawn each time, so that one fault does not change what the others do
            loses = random.nextInt(100) < losses;
            copyMillis = copies.draw(random);
            delayMillis = delays.draw(random);
        }
        if (loses || lostGroups.contains(client.group()) || isLostByRule(notice)) {
            underWay.lose();
            return;
        }
        if (underWay.pending() > MAX_PENDING) {
            underWay.put(notice);
            return;
        }
        long waits = Math.max(0, delayMillis);
        if (copyMillis >= 0) {
            duplicated.incrementAndGet();
            underWay.announce(1);
            underWay.putLater(notice, waits + copyMillis);
        }
        if (delayMillis >= 0) {
            delayed.incrementAndGet();
            underWay.putLater(notice, delayMillis);
        } else {
            underWay.put(notice);
        }
    }

    private boolean isRandom() {
        return losses > 0 || copies.percent > 0 || delays.percent > 0 || !nodeOffsets.isEmpty();
    }

    private boolean isLostByRule(Notice notice) {
        BiPredicate<String, String> rule = lossRule;
        try {
            return rule != null
                    && rule.test(
                            notice.channel().clientId().toString(),
                            notice.event().toString());
        } catch (RuntimeException e) {
            LOG.warn("the rule of lose(rule) threw, {} is not lost", notice, e);
            return false;
        }
    }

    private SplittableRandom random(ClientId client, int number, String purpose) {
        long mixed = seed * 31 + client.toString().hashCode();
        mixed = mixed * 1_000_003 + number;
        return new SplittableRandom(mixed * 31 + purpose.hashCode());
    }

    /** A share of all notices, and a time for each of them that is drawn between two. */
    public record Spread(int percent, Duration min, Duration max) {
        static final Spread NEVER = new Spread(0, Duration.ZERO, Duration.ZERO);

        /** The number of milliseconds for one notice, -1 if it is not of the share. */
        private long draw(SplittableRandom random) {
            boolean drawn = random.nextInt(100) < percent;
            double place = random.nextDouble();
            long range = max.toMillis() - min.toMillis() + 1;
            return drawn ? min.toMillis() + (long) (place * range) : -1;
        }
    }
}
