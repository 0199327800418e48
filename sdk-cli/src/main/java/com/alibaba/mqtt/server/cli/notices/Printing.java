package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.cli.output.Rows;
import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints notices in the consumer's threads, so that a notice is settled exactly if it was printed. */
final class Printing implements StatusListener {
    private static final Duration UNTIL_BACK = Duration.ofMinutes(1);

    private final Rows<StatusNotice> rows;
    private final long wanted;
    private final CountDownLatch enough = new CountDownLatch(1);
    private long count;
    private boolean ended;
    private @Nullable CliException failure;

    Printing(Rows<StatusNotice> rows, long wanted) {
        this.rows = rows;
        this.wanted = wanted;
    }

    @Override
    public synchronized void process(StatusNotice notice) {
        if (ended) {
            throw new NotNowException("the command ends", UNTIL_BACK);
        }
        try {
            rows.add(notice);
        } catch (CliException e) {
            failure = e;
            finish();
            throw new NotNowException("the output is closed", UNTIL_BACK, e);
        }
        count++;
        if (count >= wanted) {
            finish();
        }
    }

    private void finish() {
        ended = true;
        enough.countDown();
    }

    /**
     * Waits until as many as wanted are printed.
     *
     * @param timeout how long at most; null without a limit
     * @return whether they are
     * @throws CliException if the output is closed
     */
    boolean await(@Nullable Duration timeout) throws InterruptedException {
        boolean over = true;
        if (timeout == null) {
            enough.await();
        } else {
            over = enough.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
        }
        return over;
    }

    /** Prints no more; what comes goes back. */
    synchronized void end() {
        finish();
    }

    synchronized long count() {
        return count;
    }
}
