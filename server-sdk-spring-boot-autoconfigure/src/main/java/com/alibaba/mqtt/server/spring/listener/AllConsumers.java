package com.alibaba.mqtt.server.spring.listener;

import java.util.List;

/**
 * The consumers of all instances. Internal.
 *
 * @param all that of {@code mqtt-status} itself first
 */
public record AllConsumers(List<InstanceConsumers> all) {}
