package com.alibaba.mqtt.server.emulator.gate;

import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a connection. Used by the thread of the connection only. */
final class Peer {
    private static final int MQTT_5 = 5;

    private final RefusalLog log;
    private final String from;
    private @Nullable String clientId;
    private int version;

    /** @param from address and port */
    Peer(RefusalLog log, String from) {
        this.log = log;
        this.from = from;
    }

    void introduced(String id, int protocolVersion) {
        clientId = id;
        version = protocolVersion;
    }

    /** Empty before the client has said who it is. */
    String clientId() {
        return clientId == null ? "" : clientId;
    }

    boolean isMqtt5() {
        return version == MQTT_5;
    }

    /** See {@link RefusalLog#say}. */
    void say(String what, String why) {
        log.say(clientId, from, what, why);
    }
}
