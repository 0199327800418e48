package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Facts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Notices in the short form of {@link Facts}. */
final class Notices {
    static final String LOCK = "GID_a@@@lock";

    private Notices() {}

    static StatusNotice of(String clientId, String word) {
        Fact fact = Facts.of(word);
        return of(clientId, fact, fact.time());
    }

    static StatusNotice of(String clientId, Fact fact, long time) {
        String channel = fact.channel().text();
        return body("{\"clientId\":\"" + clientId + "\",\"eventType\":\""
                + fact.kind().wireName() + "\",\"time\":" + time + ",\"clientIp\":\""
                + fact.address().text() + "\"" + (channel == null ? "" : ",\"channelId\":\"" + channel + "\"") + "}");
    }

    /** As IoT Platform sends it: without a channel id, and with no time if it is 0. */
    static StatusNotice ofIotPlatform(String clientId, boolean online, long time) {
        String[] names = clientId.split("@@@", -1);
        return StatusNotice.ofIotPlatform(("{\"productKey\":\"" + names[0] + "\",\"deviceName\":\"" + names[1]
                        + "\",\"status\":\"" + (online ? "online" : "offline") + "\""
                        + (time == 0 ? "" : ",\"utcTime\":\"" + Instant.ofEpochMilli(time) + "\"") + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    static StatusNotice body(String json) {
        return new StatusNotice(json.getBytes(StandardCharsets.UTF_8));
    }

    static void process(PresenceTracker tracker, String clientId, String words) {
        for (String word : words.split(" ", -1)) {
            tracker.process(of(clientId, word));
        }
    }
}
