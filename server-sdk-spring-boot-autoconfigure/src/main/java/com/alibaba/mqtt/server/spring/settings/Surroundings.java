package com.alibaba.mqtt.server.spring.settings;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * What the application's own settings say. Internal.
 *
 * @param shutdownPhase how long Spring waits for what stops
 * @param listenerExecutor runs listener calls; null for threads of the SDK
 */
public record Surroundings(Duration shutdownPhase, @Nullable Executor listenerExecutor) {
    private static final int VIRTUAL_THREADS_SINCE = 21;

    /** Returns what the environment says. */
    public static Surroundings of(Environment environment) {
        String phase = environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s");
        boolean virtual = Runtime.version().feature() >= VIRTUAL_THREADS_SINCE
                && environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false);
        return new Surroundings(
                DurationStyle.detectAndParse(phase), virtual ? new VirtualThreadTaskExecutor("mqtt-status-") : null);
    }
}
