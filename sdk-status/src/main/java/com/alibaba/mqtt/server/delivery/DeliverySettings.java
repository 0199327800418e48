package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.UndeliverableListener;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A {@link ConsumerConfig} as it was when the consumer took it over; meanings and units are those of the bean. */
public record DeliverySettings(
        int minThreads,
        int maxThreads,
        int maxUnsettled,
        long maxUnsettledBytes,
        int maxMessageBytes,
        int maxParked,
        int maxAttempts,
        long hangReportMillis,
        @Nullable Executor executor,
        @Nullable UndeliverableListener undeliverableListener) {

    /**
     * Returns the settings as they are now.
     *
     * @throws IllegalArgumentException if the minimum of threads is above the maximum
     */
    public static DeliverySettings of(ConsumerConfig config) {
        int min = config.getMinConsumeThreadNum();
        int max = config.getMaxConsumeThreadNum();
        if (min > max) {
            throw new IllegalArgumentException(
                    "minConsumeThreadNum is " + min + "; at most maxConsumeThreadNum, " + max + ", is allowed");
        }
        return new DeliverySettings(
                min,
                max,
                config.getMaxUnsettled(),
                config.getMaxUnsettledBytes(),
                config.getMaxMessageBytes(),
                config.getMaxParked(),
                config.getMaxAttempts(),
                config.getHangReportMillis(),
                config.getExecutor(),
                config.getUndeliverableListener());
    }

    /** Returns how many deliveries of a subscription may be unsettled, so that count and bytes are kept even if all are large. */
    public int credit() {
        return (int) Math.max(1, Math.min(maxUnsettled, maxUnsettledBytes / maxMessageBytes));
    }
}
