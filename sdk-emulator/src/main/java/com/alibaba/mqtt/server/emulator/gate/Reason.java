package com.alibaba.mqtt.server.emulator.gate;

/** Codes that a refused client is sent: those of MQTT 5, and what 3.1.1 has for them. */
enum Reason {
    PROTOCOL_ERROR(0x82, 0x80, 0x02),
    /** Not 0x97, which MQTT 5 has for it and Paho does not know in a SUBACK. */
    TOO_MANY_SUBSCRIPTIONS(0x83, 0x80, 0x03),
    NOT_AUTHORIZED(0x87, 0x80, 0x05),
    SERVER_BUSY(0x89, 0x80, 0x03),
    KEEP_ALIVE_TIMEOUT(0x8D, 0x80, 0x03),
    TOPIC_FILTER_INVALID(0x8F, 0x80, 0x05),
    TOPIC_NAME_INVALID(0x90, 0x80, 0x05),
    PACKET_TOO_LARGE(0x95, 0x80, 0x05),
    RATE_TOO_HIGH(0x96, 0x80, 0x03),
    QUOTA_EXCEEDED(0x97, 0x80, 0x03),
    RETAIN_NOT_SUPPORTED(0x9A, 0x80, 0x05),
    SHARED_NOT_SUPPORTED(0x9E, 0x80, 0x80);

    private final int mqtt5;
    private final int subAck3;
    private final int connAck3;

    Reason(int mqtt5, int subAck3, int connAck3) {
        this.mqtt5 = mqtt5;
        this.subAck3 = subAck3;
        this.connAck3 = connAck3;
    }

    byte code() {
        return (byte) mqtt5;
    }

    int subAck(boolean isMqtt5) {
        return isMqtt5 ? mqtt5 : subAck3;
    }

    byte connAck(boolean isMqtt5) {
        return (byte) (isMqtt5 ? mqtt5 : connAck3);
    }
}
