package com.alibaba.mqtt.server.presence.rule;

import org.jspecify.annotations.Nullable;

/**
 * What the service said when asked. Internal, not exported.
 *
 * @param askedAt when the call began, in milliseconds of our own clock
 */
public record Answer(boolean online, long askedAt) {
    /** Returns the newer one; of two of the same moment the one that says online, so that the order does not count. */
    static @Nullable Answer newest(@Nullable Answer one, @Nullable Answer other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (one.askedAt != other.askedAt) {
            return one.askedAt > other.askedAt ? one : other;
        }
        return one.online ? one : other;
    }
}
