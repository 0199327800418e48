package com.alibaba.mqtt.server.emulator.notices;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.util.UUID;

/**
 * One accepted MQTT connection of one client.
 *
 * @param id 32 lowercase hexadecimal digits, never used twice
 * @param clientIp address and port of the client, {@code ip:port}
 */
public record Channel(ClientId clientId, String id, String clientIp) {

    /** A new connection with a fresh channel id. */
    public static Channel open(ClientId clientId, String clientIp) {
        return new Channel(clientId, UUID.randomUUID().toString().replace("-", ""), clientIp);
    }
}
