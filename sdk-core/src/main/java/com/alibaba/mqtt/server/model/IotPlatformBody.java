package com.alibaba.mqtt.server.model;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The body of a device status message of IoT Platform, as the same facts a notice has. */
final class IotPlatformBody {
    /** IoT Platform writes local times of China. */
    private static final ZoneOffset LOCAL = ZoneOffset.ofHours(8);

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private IotPlatformBody() {}

    static NoticeBody read(byte[] body) {
        JSONObject json;
        try {
            json = JSON.parseObject(body);
        } catch (JSONException | StackOverflowError e) {
            throw new IllegalArgumentException("malformed device status: not a JSON object", e);
        }
        if (json == null) {
            throw new IllegalArgumentException("malformed device status: the body is empty");
        }
        NoticeBody notice = new NoticeBody();
        notice.clientId = text(json, "productKey") + StatusNotice.ID_SEPARATOR + text(json, "deviceName");
        String status = text(json, "status");
        notice.eventType = switch (status) {
            case "online" -> EventType.CONNECT;
            case "offline" -> EventType.TCPCLEAN;
            default ->
                throw new IllegalArgumentException("malformed device status: status is \"" + NoticeBody.shown(status)
                        + "\"; known are online and offline");
        };
        notice.clientIp = json.getString("clientIp");
        notice.time = millis(json);
        notice.remark = json.getString("offlineReasonCode");
        return notice;
    }

    private static String text(JSONObject json, String key) {
        if (json.get(key) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException("malformed device status: " + key + " is missing or no text");
    }

    private static long millis(JSONObject json) {
        try {
            String utc = json.getString("utcTime");
            if (utc != null) {
                return Instant.parse(utc).toEpochMilli();
            }
            String local = json.getString("time");
            return local == null
                    ? 0
                    : LocalDateTime.parse(local, LOCAL_TIME).toInstant(LOCAL).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("malformed device status: utcTime and time are no times", e);
        }
    }
}
