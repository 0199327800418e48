package com.alibaba.mqtt.server.spring.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the service is asked. What is not set is as in {@code StatusQueryClientBuilder}. */
public class QueryProperties {
    /** Region of the instance, for example cn-hangzhou; this or the endpoint is needed for queries. */
    private @Nullable String region;

    /** Address of the OpenAPI, where the region does not say it. */
    private @Nullable String endpoint;

    /** How long a call may take, with all its attempts. */
    private @Nullable Duration callTimeout;

    /** How long an attempt may take. */
    private @Nullable Duration attemptTimeout;

    /** How long it may take to connect. */
    private @Nullable Duration connectTimeout;

    /** How often a call is tried. */
    private @Nullable Integer maxAttempts;

    /** How many calls may wait. */
    private @Nullable Integer maxWaiting;

    /** Part of the permitted rate that this application may take: above 0, up to 1. */
    private @Nullable Double share;

    public @Nullable String getRegion() {
        return region;
    }

    public void setRegion(@Nullable String region) {
        this.region = region;
    }

    public @Nullable String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(@Nullable String endpoint) {
        this.endpoint = endpoint;
    }

    public @Nullable Duration getCallTimeout() {
        return callTimeout;
    }

    public void setCallTimeout(@Nullable Duration callTimeout) {
        this.callTimeout = callTimeout;
    }

    public @Nullable Duration getAttemptTimeout() {
        return attemptTimeout;
    }

    public void setAttemptTimeout(@Nullable Duration attemptTimeout) {
        this.attemptTimeout = attemptTimeout;
    }

    public @Nullable Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Integer getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(@Nullable Integer maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public @Nullable Integer getMaxWaiting() {
        return maxWaiting;
    }

    public void setMaxWaiting(@Nullable Integer maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    public @Nullable Double getShare() {
        return share;
    }

    public void setShare(@Nullable Double share) {
        this.share = share;
    }
}
