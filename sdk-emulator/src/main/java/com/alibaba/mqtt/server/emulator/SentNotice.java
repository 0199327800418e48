package com.alibaba.mqtt.server.emulator;

import java.time.Instant;

/**
 * A notice that has come into the queue of its group.
 *
 * @param clientId {@code GroupID@@@DeviceID}
 * @param event {@code connect}, {@code disconnect} or {@code tcpclean}
 * @param channelId the connection that it is about
 * @param time what the notice says of when it happened
 */
public record SentNotice(String clientId, String event, String channelId, Instant time) {}
