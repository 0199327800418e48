package com.alibaba.mqtt.server.query.model;

/** Whom to believe about many clients. */
public enum QueryMode {
    /** Each client is asked about by itself: true at the moment, one request (and its bill) for each. */
    LIVE,
    /** Ten clients a request, from the service's cache: cheap, and may be older than the truth. */
    CACHED,
    /**
     * As {@link #CACHED}, and then {@link #LIVE} for those that the cache left out or called offline: whoever is reported
     * offline is. The default.
     */
    CACHED_THEN_LIVE
}
