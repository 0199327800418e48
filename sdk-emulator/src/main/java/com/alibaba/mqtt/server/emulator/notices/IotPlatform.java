package com.alibaba.mqtt.server.emulator.notices;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * Tells the status of all devices in the manner of Alibaba's IoT Platform, in the queue {@code default}: online for a
 * connect, offline for a tcpclean. The product key is the group, the device name the device id.
 */
public final class IotPlatform {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.ofHours(8));
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final BiConsumer<byte[], Map<String, Object>> queue;

    /** @param queue takes the body and the properties of a message, for the queue {@code default} */
    public IotPlatform(BiConsumer<byte[], Map<String, Object>> queue) {
        this.queue = queue;
    }

    /** Says the same as the notice, if it is one of going online or offline. */
    public void tell(Notice notice) {
        switch (notice.event()) {
            case CONNECT -> put(notice, body(notice, "online"));
            case TCPCLEAN, TAKEN_OVER -> put(notice, body(notice, "offline"));
            case DISCONNECT -> {
                // the device is still online
            }
        }
    }

    private void put(Notice notice, JSONObject body) {
        ClientId client = notice.channel().clientId();
        queue.accept(
                JSON.toJSONBytes(body),
                Map.of(
                        "topic",
                        "/as/mqtt/status/" + client.group() + "/" + client.device(),
                        "messageId",
                        String.valueOf(ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE)),
                        "generateTime",
                        notice.time()));
    }

    private static JSONObject body(Notice notice, String status) {
        ClientId client = notice.channel().clientId();
        Instant time = Instant.ofEpochMilli(notice.time());
        String clientIp = notice.channel().clientIp();
        JSONObject body = JSONObject.of("status", status);
        body.put(
                "iotId",
                UUID.nameUUIDFromBytes(client.toString().getBytes(UTF_8))
                        .toString()
                        .replace("-", ""));
        body.put("productKey", client.group());
        body.put("deviceName", client.device());
        body.put("time", LOCAL.format(time));
        body.put("utcTime", UTC.format(time));
        body.put("lastTime", LOCAL.format(time));
        body.put("utcLastTime", UTC.format(time));
        body.put("clientIp", clientIp.substring(0, clientIp.lastIndexOf(':')));
        return body;
    }
}
