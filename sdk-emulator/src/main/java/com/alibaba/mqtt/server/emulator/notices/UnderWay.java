package com.alibaba.mqtt.server.emulator.notices;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notices and copies that are under way to the queues of their groups. A notice is pending from its announcement until it
 * is in the queue or lost, a copy from its creation. What is put later is put by a thread of its own. Safe for many threads.
 */
final class UnderWay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnderWay.class);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Predicate<Notice> queue;
    private final ScheduledThreadPoolExecutor later;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    /** Delayed notices that have not come yet. */
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

    /** @param queue puts a notice into the queue of its group, and returns whether there is one */
    UnderWay(Predicate<Notice> queue) {
        this.queue = queue;
        later = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "emulator-faults");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        later.setRemoveOnCancelPolicy(true);
    }

    /** Returns the thread that puts what is put later. When it has ended, it drops what it is given. */
    ScheduledExecutorService later() {
        return later;
    }

    /** From now on so many more are pending; each of them is then put, put later or lost. */
    void announce(int count) {
        pending.addAndGet(count);
    }

    /** Returns how many are pending. */
    long pending() {
        return pending.get();
    }

    /** Returns how many were lost so far. */
    long lost() {
        return lost.get();
    }

    /** Counts the lost ones afresh. */
    void forgetLost() {
        lost.set(0);
    }

    /** Loses one that is pending. */
    void lose() {
        countLost();
        pending.decrementAndGet();
    }

    /** One that was not pending was lost. */
    void countLost() {
        lost.incrementAndGet();
    }

    /** Puts a notice into its queue; without one it is lost. */
    void put(Notice notice) {
        LOG.debug(
                "notice {} of {}, channel {}, time {}",
                notice.event(),
                notice.channel().clientId(),
                notice.channel().id(),
                notice.time());
        try {
            if (!queue.test(notice)) {
                countLost();
            }
        } finally {
            pending.decrementAndGet();
        }
    }

    /** Puts a notice into its queue so much later. */
    void putLater(Notice notice, long millis) {
        Runnable task = () -> putNow(notice);
        waiting.add(task);
        Future<?> unused = later.schedule(
                () -> {
                    if (waiting.remove(task)) {
                        task.run();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void putNow(Notice notice) {
        try {
            put(notice);
        } catch (RuntimeException e) {
            LOG.warn("a delayed notice of {} is lost", notice.channel().clientId(), e);
        }
    }

    /** Drops what was to be put later. */
    void drop() {
        List.copyOf(waiting).forEach(each -> {
            if (waiting.remove(each)) {
                pending.decrementAndGet();
            }
        });
    }

    /** Ends the thread; what waits is dropped. */
    @Override
    public void close() {
        later.shutdownNow();
        try {
            if (!later.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the thread emulator-faults did not stop within {}", STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
