package com.alibaba.mqtt.server.emulator.mqtt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a subscription, as it is kept over a restart.
 *
 * @param filter of the broker, or null for none
 * @param messages in the broker's encoding, in Base64
 */
public record StoredQueue(
        String name, String address, @Nullable String filter, boolean durable, List<String> messages) {}
