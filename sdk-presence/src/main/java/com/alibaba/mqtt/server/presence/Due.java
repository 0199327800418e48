package com.alibaba.mqtt.server.presence;

/**
 * When something is to be done about a client. The earliest is the least.
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
