package com.alibaba.mqtt.server.presence;

/**
 * A change that is told.
 *
 * @param clientId the full client id
 * @param before the state told before; UNKNOWN the first time. The present one is in {@code presence}, as is its cause:
 *     source, end and times
 * @param presence the state at the moment of telling
 */
public record PresenceChange(String clientId, PresenceState before, ClientPresence presence) {}
