package com.alibaba.mqtt.server.spring.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How notices and messages reach listeners. What is not set is as in {@code ConsumerConfig}. */
public class ConsumerProperties {
    /** Least threads that call listeners: 1 to 1000. */
    private @Nullable Integer minThreads;

    /** Most threads that call listeners: 1 to 1000. */
    private @Nullable Integer maxThreads;

    /** How many deliveries of each group or topic may be unsettled. */
    private @Nullable Integer maxUnsettled;

    /** How large all unsettled deliveries together may be. */
    private @Nullable DataSize maxUnsettledSize;

    /** How many deliveries may wait behind calls that hang. */
    private @Nullable Integer maxParked;

    /** A larger delivery is rejected. */
    private @Nullable DataSize maxMessageSize;

    /** How often a listener is called with a delivery until it is given up. */
    private @Nullable Integer maxAttempts;

    public @Nullable Integer getMinThreads() {
        return minThreads;
    }

    public void setMinThreads(@Nullable Integer minThreads) {
        this.minThreads = minThreads;
    }

    public @Nullable Integer getMaxThreads() {
        return maxThreads;
    }

    public void setMaxThreads(@Nullable Integer maxThreads) {
        this.maxThreads = maxThreads;
    }

    public @Nullable Integer getMaxUnsettled() {
        return maxUnsettled;
    }

    public void setMaxUnsettled(@Nullable Integer maxUnsettled) {
        this.maxUnsettled = maxUnsettled;
    }

    public @Nullable DataSize getMaxUnsettledSize() {
        return maxUnsettledSize;
    }

    public void setMaxUnsettledSize(@Nullable DataSize maxUnsettledSize) {
        this.maxUnsettledSize = maxUnsettledSize;
    }

    public @Nullable Integer getMaxParked() {
        return maxParked;
    }

    public void setMaxParked(@Nullable Integer maxParked) {
        this.maxParked = maxParked;
    }

    public @Nullable DataSize getMaxMessageSize() {
        return maxMessageSize;
    }

    public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    public @Nullable Integer getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(@Nullable Integer maxAttempts) {
        this.maxAttempts = maxAttempts;
    }
}
