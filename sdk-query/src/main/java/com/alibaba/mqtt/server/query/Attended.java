package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.query.calls.Attempt;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The border to a listener of attempts, which may throw anything; and the log of attempts. */
final class Attended implements Consumer<Attempt> {
    private static final Logger LOG = LoggerFactory.getLogger(StatusQueryClient.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final @Nullable AttemptListener listener;
    private final StateLog failing;

    Attended(String name, @Nullable AttemptListener listener) {
        this.name = name;
        this.listener = listener;
        failing = new StateLog(LOG, name + ": the attempt listener fails");
    }

    @Override
    public void accept(Attempt attempt) {
        try {
            if (LOG.isDebugEnabled()) {
                LOG.debug(
                        "{}: {}, attempt {}: {} after {} us",
                        name,
                        attempt.action(),
                        attempt.number(),
                        attempt.failure() == null
                                ? "answered"
                                : attempt.failure().getMessage(),
                        TimeUnit.NANOSECONDS.toMicros(attempt.tookNanos()));
            }
            if (listener != null) {
                listener.attempted(
                        attempt.action(),
                        attempt.number(),
                        attempt.failure(),
                        Duration.ofNanos(attempt.tookNanos()),
                        attempt.pauseNanos() < 0 ? null : Duration.ofNanos(attempt.pauseNanos()));
                failing.overIfQuietFor(QUIET_NANOS);
                // it may have left the flag, which what follows must not find; this is a thread of ours
                Thread.interrupted();
            }
        } catch (Throwable e) {
            // Throwable: foreign code, which must not cost the call
            failing.failed("it threw " + e.getClass().getName() + "; the call goes on", e);
        }
    }
}
