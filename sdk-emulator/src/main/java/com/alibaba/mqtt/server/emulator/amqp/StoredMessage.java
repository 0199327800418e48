package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Map;

/**
 * A message of a queue as it is kept over a restart.
 *
 * @param body in Base64
 * @param properties as they were put
 * @param dead whether it is in the queue of dead letters
 */
public record StoredMessage(String body, Map<String, Object> properties, boolean dead) {}
