package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Source;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the supervisor tries again, and what of it is logged. A connection that is lost again soon after it was opened counts
 * as one more failure in a row: so the pauses grow, and the log says so once, even if each attempt by itself succeeds. All
 * but {@link #explain} and {@link #report} is for the supervisor's thread.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);
    /** This many connections in a row that were lost immediately are no chance. */
    private static final int TOO_MANY = 3;

    private final String name;
    /** From the first loss until a connection has lasted. */
    private final StateLog trouble;

    private final Map<Source, StateLog> refusals = new ConcurrentHashMap<>();
    private @Nullable Connection handled;
    private int failures;
    /** Connections in a row that were lost soon after they were opened. */
    private volatile int shortLived;

    private volatile long connectedAt = System.nanoTime();
    private long nextAt;
    private long refusedAt;

    Recovery(String name) {
        this.name = name;
        this.trouble = new StateLog(LOG, name + ": no lasting connection");
    }

    /** Returns whether this loss is news. */
    boolean begins(Connection broken) {
        boolean news = broken != handled;
        handled = broken;
        return news;
    }

    /** Plans the first attempt after a loss. */
    void lost(long intervalMillis) {
        boolean lasted = hasLasted(intervalMillis);
        failures = lasted ? 0 : failures + 1;
        shortLived = lasted ? 0 : shortLived + 1;
        plan(intervalMillis);
    }

    private boolean hasLasted(long intervalMillis) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connectedAt) > intervalMillis;
    }

    private void plan(long intervalMillis) {
        BackOff backOff =
                new BackOff(intervalMillis, () -> ThreadLocalRandom.current().nextDouble());
        nextAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backOff.pauseMillis(failures));
    }

    /** Returns how long to wait before the next attempt; 0 if it is due. */
    long pauseMillis() {
        long left = nextAt - System.nanoTime();
        return left <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    void failed(ServerException why, long intervalMillis) {
        failures++;
        plan(intervalMillis);
        trouble.failed("could not connect again, goes on trying: " + why.getMessage(), null);
    }

    void connectedAgain() {
        connectedAt = System.nanoTime();
        if (shortLived < TOO_MANY) {
            LOG.info("{}: connected again", name);
        }
    }

    /** The connection is there; if it has been for long enough, the trouble is over. */
    void connected(long intervalMillis) {
        if (trouble.isOn() && System.nanoTime() - connectedAt >= TimeUnit.MILLISECONDS.toNanos(intervalMillis)) {
            trouble.over();
        }
    }

    /** Returns whether there is no trouble, or no more. */
    boolean isOver() {
        return !trouble.isOn();
    }

    /** Returns the reason of a loss, which says more if it is one of many in a row. */
    ServerException explain(ServerException why, Collection<Source> sources, long intervalMillis) {
        int losses = shortLived + 1;
        if (losses < TOO_MANY || sources.isEmpty() || hasLasted(intervalMillis)) {
            return why;
        }
        return new ServerException(
                why.getCode(),
                "lost " + losses
                        + " times in a row soon after it was opened; what the server delivers may be the cause ("
                        + sources + "): " + why.getMessage(),
                why.isRetryable(),
                why);
    }

    void report(ServerException why) {
        trouble.failed("connection lost, connecting again: " + why.getMessage(), null);
    }

    /** A subscription was refused on a connection that stands. */
    void refused(Source source, ServerException why) {
        refusedAt = System.nanoTime();
        refusals.computeIfAbsent(source, any -> new StateLog(LOG, name + ": no subscription to " + source))
                .failed("it is asked for again: " + why.getMessage(), null);
    }

    /** A subscription succeeded. */
    void subscribed(Source source) {
        StateLog refused = refusals.get(source);
        if (refused != null) {
            refused.over();
        }
    }

    /** Returns how long after the last refusal the next question is due. */
    long untilAskedAgainMillis(long intervalMillis) {
        long left = refusedAt + TimeUnit.MILLISECONDS.toNanos(intervalMillis) - System.nanoTime();
        return left <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }
}
