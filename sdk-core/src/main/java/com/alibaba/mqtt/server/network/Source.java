package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.internal.ForeignText;

/**
 * What to receive: the status notices of a group, or the messages of a first-level topic. Each wire knows its address.
 *
 * @param kind notices or messages
 * @param name the group id, or the first-level topic
 */
public record Source(Kind kind, String name) {
    /** Notices or messages. */
    public enum Kind {
        /** Status notices of a group. */
        STATUS,
        /** Messages that clients publish to a topic. */
        TOPIC
    }

    /** Returns the status notices of a group. */
    public static Source status(String groupId) {
        return new Source(Kind.STATUS, groupId);
    }

    /** Returns the messages of a first-level topic. */
    public static Source topic(String firstTopic) {
        return new Source(Kind.TOPIC, firstTopic);
    }

    /** Returns it in words for a log: {@code group GID_demo} or {@code topic demo}. */
    @Override
    public String toString() {
        return (kind == Kind.STATUS ? "group " : "topic ") + ForeignText.visible(name);
    }
}
