package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.nio.charset.StandardCharsets;

/** Notices as the service would send them, of connections that nobody made. */
final class MadeNotice {
    /** So that no clock of ours is behind the notices. */
    private static final long START = System.currentTimeMillis() - 3_600_000;

    private MadeNotice() {}

    static StatusNotice connect(String clientId, String channel, int second) {
        return of(EventType.CONNECT, clientId, channel, second);
    }

    static StatusNotice lost(String clientId, String channel, int second) {
        return of(EventType.TCPCLEAN, clientId, channel, second);
    }

    private static StatusNotice of(EventType type, String clientId, String channel, int second) {
        return new StatusNotice(("{\"clientId\":\"" + clientId + "\",\"channelId\":\"" + channel + "\",\"eventType\":\""
                        + type.wireName() + "\",\"clientIp\":\"192.0.2.1:1024\",\"time\":" + (START + 1_000L * second)
                        + "}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
