package com.alibaba.mqtt.server;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a tick soon after it is asked for, on one thread that exists while there is something to run and a minute longer. */
final class Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long IDLE_SECONDS = 60;

    private final int millis;
    private final Runnable tick;
    private final ScheduledThreadPoolExecutor clock;
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** @param millis from when a tick is asked for to when it runs */
    Ticker(int millis, Runnable tick, ThreadFactory threads) {
        this.millis = millis;
        this.tick = tick;
        this.clock = new ScheduledThreadPoolExecutor(1, threads, new ThreadPoolExecutor.DiscardPolicy());
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Asks for a tick; for one only until it begins. */
    void keepTicking() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
            after(millis, () -> {
                // first, so that what comes from here on has a tick of its own
                ticking.set(false);
                tick.run();
            });
        }
    }

    /** Runs the work later; never after {@link #stop}. */
    void after(long pauseMillis, Runnable work) {
        ScheduledFuture<?> unused = clock.schedule(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("this should not have failed; it is tried again with the next delivery", e);
                    }
                },
                pauseMillis,
                TimeUnit.MILLISECONDS);
    }

    boolean isStopped() {
        return clock.isShutdown();
    }

    /** Begins nothing more. Does not block. */
    void stop() {
        clock.shutdown();
    }

    /** After {@link #stop}: tells whether the thread ended in time. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return clock.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }
}
