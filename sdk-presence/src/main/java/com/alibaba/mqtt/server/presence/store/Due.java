package com.alibaba.mqtt.server.presence.store;

/**
 * When a task is due for a client. Ordered by time, the earliest first, then by client id.
 *
 * @param clientId the full client id
 * @param at milliseconds since 1970
 */
public record Due(String clientId, long at) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
        return at != other.at ? Long.compare(at, other.at) : clientId.compareTo(other.clientId);
    }
}
