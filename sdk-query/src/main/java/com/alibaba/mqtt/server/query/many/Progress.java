package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.query.model.QueryProgress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a listener how far a query is, up to ten times a second. One thread. */
final class Progress {
    private static final long DISTANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The share of the last interval in the rate. */
    private static final double WEIGHT = 0.1;

    private @Nullable Consumer<QueryProgress> listener;
    private long toldNanos;
    private long toldDone;
    private double perSecond;

    Progress(@Nullable Consumer<QueryProgress> listener, long nowNanos) {
        this.listener = listener;
        toldNanos = nowNanos;
    }

    void tell(long done, long total, long nowNanos, boolean isLast) {
        long since = nowNanos - toldNanos;
        if (listener == null || (since < DISTANCE_NANOS && !isLast)) {
            return;
        }
        double now = since <= 0 ? perSecond : (done - toldDone) * 1e9 / since;
        perSecond = toldDone == 0 ? now : perSecond + WEIGHT * (now - perSecond);
        toldNanos = nowNanos;
        toldDone = done;
        Duration left = total < 0 || perSecond <= 0
                ? null
                : Duration.ofMillis((long) (Math.max(0, total - done) * 1000 / perSecond));
        try {
            listener.accept(new QueryProgress(done, total, perSecond, left));
        } catch (Throwable e) {
            // Throwable: foreign code, without which the query goes on
            listener = null;
        }
    }
}
