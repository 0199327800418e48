package com.alibaba.mqtt.server.presence;

import java.util.List;

/**
 * Two devices with one client id, which keep ending each other's connection.
 *
 * @param clientId the full client id
 * @param sessions the connections seen lately, with their addresses, the newest first; at least two
 */
public record DuplicateClientId(String clientId, List<Session> sessions) {}
