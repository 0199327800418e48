package dev.mqttstatus.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.Emulator;

/** Notices of clients that need not exist. */
final class Notices {
    private Notices() {}

    /** Puts connect notices of the clients 0 to count - 1 into the group's queue. */
    static void publish(Emulator emulator, String group, int count) {
        publish(emulator, group, 0, count);
    }

    /** Puts connect notices of the clients from the first to before the last into the group's queue. */
    static void publish(Emulator emulator, String group, int first, int end) {
        for (int n = first; n < end; n++) {
            emulator.group(group).publish(body(group + "@@@" + n));
        }
    }

    private static byte[] body(String clientId) {
        String json = "{\"clientId\":\"" + clientId + "\",\"time\":1700000000000,\"eventType\":\"connect\","
                + "\"channelId\":\"0123456789abcdef0123456789abcdef\",\"clientIp\":\"203.0.113.7:50123\"}";
        return json.getBytes(UTF_8);
    }
}
