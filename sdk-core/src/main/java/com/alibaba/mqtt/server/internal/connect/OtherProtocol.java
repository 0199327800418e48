package com.alibaba.mqtt.server.internal.connect;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names what a server speaks instead of AMQP, from the first bytes that it sends. */
public final class OtherProtocol {
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;
    private static final int MQTT_CONNACK = 0x20;
    private static final int MQTT_DISCONNECT = 0xE0;
    private static final int SHORTEST = 2;

    private OtherProtocol() {}

    /** Returns its name, for example "HTTP"; null if these bytes say nothing. */
    public static @Nullable String named(byte[] first) {
        if (first.length < SHORTEST) {
            return null;
        }
        int type = first[0] & 0xFF;
        if ((type == TLS_ALERT || type == TLS_HANDSHAKE) && first[1] == TLS_MAJOR) {
            return "TLS";
        }
        if ((type == MQTT_CONNACK && first[1] >= 2) || (type == MQTT_DISCONNECT && first[1] >= 0)) {
            return "MQTT";
        }
        String text = new String(first, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        if (text.startsWith("HTTP/") || text.startsWith("<HTML") || text.startsWith("<!DOC")) {
            return "HTTP";
        }
        if (text.startsWith("SSH-")) {
            return "SSH";
        }
        if (text.startsWith("-ERR") || text.startsWith("+OK") || text.startsWith("-NOAUTH")) {
            return "the protocol of Redis";
        }
        return text.startsWith("220 ") || text.startsWith("220-") ? "the protocol of mail or file transfer" : null;
    }
}
