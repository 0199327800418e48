package com.alibaba.mqtt.server.presence;

/** Ends what it was returned for, see {@link PresenceTracker#listen}. */
public interface Registration extends AutoCloseable {
    /** Begins no further call. A call that runs goes on. Does not block, throws nothing. Idempotent. */
    @Override
    void close();
}
