package com.alibaba.mqtt.server.presence.model;

/** What a {@link ClientPresence} rests on. */
public enum PresenceSource {
    /** Nothing; the state is UNKNOWN. */
    NONE,
    /** Status notices. */
    NOTICE,
    /** A query that the service answered by looking at the client's session. */
    LIVE_QUERY,
    /** A query that the service answered from its cache, about a client of which nothing else is known. */
    CACHED_QUERY
}
