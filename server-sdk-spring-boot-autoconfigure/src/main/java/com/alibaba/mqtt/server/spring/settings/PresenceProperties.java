package com.alibaba.mqtt.server.spring.settings;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the true state of the clients is worked out. */
public class PresenceProperties {
    /** Groups whose presence is tracked, besides those with a listener for it. */
    private List<String> groups = List.of();

    /** How long a client must be offline until that is notified. */
    private @Nullable Duration gracePeriod;

    /** By how much the clocks of the service may differ. */
    private @Nullable Duration skewTolerance;

    /** A client that is silent for so long is asked for. */
    private @Nullable Duration maxAge;

    /** Ask the service before an offline is notified, for at most so long. */
    private @Nullable Duration confirmOffline;

    /** Most queries a second about uncertain clients: 1 to 300. */
    private @Nullable Integer queriesPerSecond;

    /** How often a listener for changes is called until it returns: 1 is at most once. */
    private @Nullable Integer actionAttempts;

    /** Whether the service is asked about uncertain clients, where queries are configured. */
    private boolean queries = true;

    /** Where the states are kept. */
    private Store store = Store.AUTO;

    /** What the keys on Redis begin with. */
    private @Nullable String keyPrefix;

    /** An offline client of which nothing is heard for so long is forgotten. */
    private @Nullable Duration forgetAfter;

    public List<String> getGroups() {
        return groups;
    }

    public void setGroups(List<String> groups) {
        this.groups = groups;
    }

    public @Nullable Duration getGracePeriod() {
        return gracePeriod;
    }

    public void setGracePeriod(@Nullable Duration gracePeriod) {
        this.gracePeriod = gracePeriod;
    }

    public @Nullable Duration getSkewTolerance() {
        return skewTolerance;
    }

    public void setSkewTolerance(@Nullable Duration skewTolerance) {
        this.skewTolerance = skewTolerance;
    }

    public @Nullable Duration getMaxAge() {
        return maxAge;
    }

    public void setMaxAge(@Nullable Duration maxAge) {
        this.maxAge = maxAge;
    }

    public @Nullable Duration getConfirmOffline() {
        return confirmOffline;
    }

    public void setConfirmOffline(@Nullable Duration confirmOffline) {
        this.confirmOffline = confirmOffline;
    }

    public @Nullable Integer getQueriesPerSecond() {
        return queriesPerSecond;
    }

    public void setQueriesPerSecond(@Nullable Integer queriesPerSecond) {
        this.queriesPerSecond = queriesPerSecond;
    }

    public @Nullable Integer getActionAttempts() {
        return actionAttempts;
    }

    public void setActionAttempts(@Nullable Integer actionAttempts) {
        this.actionAttempts = actionAttempts;
    }

    public boolean isQueries() {
        return queries;
    }

    public void setQueries(boolean queries) {
        this.queries = queries;
    }

    public Store getStore() {
        return store;
    }

    public void setStore(Store store) {
        this.store = store;
    }

    public @Nullable String getKeyPrefix() {
        return keyPrefix;
    }

    public void setKeyPrefix(@Nullable String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }

    public @Nullable Duration getForgetAfter() {
        return forgetAfter;
    }

    public void setForgetAfter(@Nullable Duration forgetAfter) {
        this.forgetAfter = forgetAfter;
    }

    /** Where the states are kept. */
    public enum Store {
        /** On Redis, shared by all nodes, if spring.data.redis is set and sdk-presence-redis is there; else in memory. */
        AUTO,
        /** In the memory of this node. */
        MEMORY,
        /** On Redis. */
        REDIS
    }
}
