package com.alibaba.mqtt.server.presence;

/**
 * What the service said when asked.
 *
 * @param askedAt when the call began, in milliseconds of our own clock
 */
record Answer(boolean online, long askedAt) {
    /** Returns the newer one; of two of the same moment the one that says online, so that the order does not count. */
    static Answer newest(Answer one, Answer other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (one.askedAt != other.askedAt) {
            return one.askedAt > other.askedAt ? one : other;
        }
        return one.online ? one : other;
    }
}
