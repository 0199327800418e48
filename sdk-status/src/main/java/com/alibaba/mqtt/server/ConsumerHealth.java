package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.connection.Standing;
import com.alibaba.mqtt.server.delivery.Counters;
import com.alibaba.mqtt.server.delivery.Dispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a consumer is, at one moment. Counts begin with the consumer. Immutable. */
public final class ConsumerHealth {
    /**
     * A source whose listener said "not now": it threw a {@link com.alibaba.mqtt.server.callback.NotNowException}, and no
     * call was let through since.
     *
     * @param source what it is, in words: {@code group GID_demo} or {@code topic demo}
     * @param since when its listener said so for the first time
     * @param why the text of what it threw last, fit for a log
     */
    public record PausedSource(String source, Instant since, String why) {}

    private final Standing standing;
    private final boolean paused;
    private final boolean stuck;
    private final int unsettled;
    private final int parked;
    private final int hanging;
    private final long lastMillis;
    private final long lastBornMillis;
    private final long received;
    private final long processed;
    private final long failed;
    private final long notNow;
    private final List<PausedSource> pausedSources;
    private final long malformed;
    private final long undeliverable;

    ConsumerHealth(Standing standing, boolean paused, Dispatcher dispatcher) {
        Counters counters = dispatcher.counters();
        this.standing = standing;
        this.paused = paused;
        this.stuck = dispatcher.isStuck();
        this.unsettled = dispatcher.unsettled();
        this.parked = dispatcher.parked();
        this.hanging = dispatcher.hanging();
        this.lastMillis = counters.lastMillis;
        this.lastBornMillis = counters.lastBornMillis;
        this.received = counters.received.sum();
        this.processed = counters.processed.sum();
        this.failed = counters.failed.sum();
        this.notNow = counters.notNow.sum();
        this.pausedSources = dispatcher.pausedSources().entrySet().stream()
                .map(each -> new PausedSource(
                        each.getKey().toString(),
                        each.getValue().since(),
                        each.getValue().why()))
                .toList();
        this.malformed = counters.malformed.sum();
        this.undeliverable = counters.undeliverable.sum();
    }

    /**
     * Returns whether notices can reach listeners now: connected, not paused, and not {@linkplain #stuck() stuck}. Listeners
     * that do not want them now are another matter: {@link #pausedSources()}.
     */
    public boolean isUp() {
        return standing.state() == ConnectionState.CONNECTED && !paused && !stuck;
    }

    /** Returns where the connection stands. */
    public ConnectionState state() {
        return standing.state();
    }

    /** Returns why: for RECOVERING what was lost, or why the last attempt failed; for NEW why the start failed; else null. */
    public @Nullable ServerException cause() {
        return standing.cause();
    }

    /** Returns since when the state is this. */
    public Instant since() {
        return standing.since();
    }

    /** Returns when the last notice or message came, malformed ones left out; null for none yet. */
    public @Nullable Instant lastDelivery() {
        return lastMillis == 0 ? null : Instant.ofEpochMilli(lastMillis);
    }

    /** Returns how old the last one was when it came, by the service's clock and ours; null if not known. */
    public @Nullable Duration lag() {
        return lastBornMillis == 0 ? null : Duration.ofMillis(lastMillis - lastBornMillis);
    }

    /**
     * Returns which AMQP the connection speaks, or the last one spoke; null before the first. What is configured, or with
     * {@link Protocol#AUTO} what was found.
     */
    public @Nullable Protocol protocol() {
        return standing.protocol();
    }

    /**
     * Returns how many are unsettled, received and counted against the credit: waiting for a listener, in its call, in the pause after a failed call,
     * or because the listener said "not now". What {@code ConsumerConfig.setMaxUnsettled} bounds for each subscription.
     */
    public int unsettled() {
        return unsettled;
    }

    /**
     * Returns how many are parked: received, not settled, waiting for a call of their client that hangs, and taken out of
     * the credit. Not among the {@link #unsettled()}; what {@code ConsumerConfig.setMaxParked} bounds.
     */
    public int parked() {
        return parked;
    }

    /** Returns how many listener calls run longer than {@code ConsumerConfig.setHangReportMillis}. */
    public int hanging() {
        return hanging;
    }

    /**
     * Returns the sources whose listener said "not now", with the reason; empty for none. Each goes on by itself when a call
     * went through again.
     */
    public List<PausedSource> pausedSources() {
        return pausedSources;
    }

    /** Returns whether {@link ServerConsumer#pause()} holds. */
    public boolean paused() {
        return paused;
    }

    /**
     * Returns whether listener calls cannot begin for a reason that is not the connection: the executor refuses them or
     * does not begin them, the JVM can create no thread, or the consumer's clock fails. It is tried again all the time; the
     * log says what it is.
     */
    public boolean stuck() {
        return stuck;
    }

    /** Returns how often a lost connection was opened again. */
    public long reconnects() {
        return standing.reconnects();
    }

    /** Returns how many deliveries came. */
    public long received() {
        return received;
    }

    /** Returns how many listener calls returned. */
    public long processed() {
        return processed;
    }

    /** Returns how many listener calls threw, and how many could not begin as the JVM threw an Error before. */
    public long failed() {
        return failed;
    }

    /** Returns how many listener calls said "not now", which count neither as processed nor as failed. */
    public long notNow() {
        return notNow;
    }

    /** Returns how many deliveries could not be read. */
    public long malformed() {
        return malformed;
    }

    /** Returns how many were given up: malformed ones and those that failed too often. */
    public long undeliverable() {
        return undeliverable;
    }

    @Override
    public String toString() {
        return "ConsumerHealth[" + state() + (paused ? ", paused" : "") + (stuck ? ", stuck" : "") + ", since="
                + since() + ", protocol=" + protocol() + ", cause=" + cause() + ", lastDelivery=" + lastDelivery()
                + ", lag=" + lag() + ", unsettled="
                + unsettled
                + ", parked=" + parked + ", hanging=" + hanging + ", reconnects=" + reconnects() + ", received="
                + received
                + ", processed=" + processed + ", failed=" + failed + ", notNow=" + notNow + ", pausedSources="
                + pausedSources + ", malformed=" + malformed + ", undeliverable="
                + undeliverable + "]";
    }
}
