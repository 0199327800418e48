package com.alibaba.mqtt.server.model;

import static com.alibaba.mqtt.server.model.JsonText.ascii;

import com.alibaba.mqtt.server.internal.ClientId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a device status message of IoT Platform, as the same facts a notice has. */
final class IotPlatformBody {
    /** IoT Platform writes local times of China. */
    private static final ZoneOffset LOCAL = ZoneOffset.ofHours(8);

    private static final DateTimeFormatter LOCAL_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private static final byte[][] KEYS =
            ascii("productKey", "deviceName", "status", "clientIp", "utcTime", "time", "offlineReasonCode");
    private static final byte[][] WORDS = ascii("online", "offline");

    private @Nullable String productKey;
    private @Nullable String deviceName;
    private @Nullable EventType eventType;
    private @Nullable String clientIp;
    private @Nullable String utcTime;
    private @Nullable String localTime;
    private @Nullable String reason;

    private IotPlatformBody() {}

    static NoticeBody read(byte[] body) {
        if (body == null || body.length == 0) {
            throw new IllegalArgumentException("malformed device status: the body is empty");
        }
        try {
            return new IotPlatformBody().readObject(body).toNotice();
        } catch (IllegalArgumentException e) {
            throw NoticeBody.malformed("device status", body, e);
        }
    }

    private IotPlatformBody readObject(byte[] body) {
        JsonMembers json = new JsonMembers(body);
        for (int key = json.next(KEYS); key != JsonMembers.END; key = json.next(KEYS)) {
            switch (key) {
                case 0 -> productKey = json.id("productKey");
                case 1 -> deviceName = json.id("deviceName");
                case 2 -> eventType = readStatus(json);
                case 3 -> clientIp = json.text();
                case 4 -> utcTime = json.text();
                case 5 -> localTime = json.text();
                case 6 -> reason = json.text();
                default -> json.skip();
            }
        }
        return this;
    }

    private static @Nullable EventType readStatus(JsonMembers json) {
        if (json.isNull()) {
            return null;
        }
        if (!json.isText()) {
            throw new IllegalArgumentException("status is not text");
        }
        return switch (json.word(WORDS)) {
            case 0 -> EventType.CONNECT;
            case 1 -> EventType.TCPCLEAN;
            default ->
                throw new IllegalArgumentException(
                        "status is \"" + NoticeBody.shown(json.lastText()) + "\"; known are online and offline");
        };
    }

    private NoticeBody toNotice() {
        NoticeBody notice = new NoticeBody();
        notice.clientId = required("productKey", productKey) + ClientId.SEPARATOR + required("deviceName", deviceName);
        if (eventType == null) {
            throw new IllegalArgumentException("status is missing");
        }
        notice.eventType = eventType;
        notice.clientIp = clientIp;
        notice.time = millis();
        notice.remark = reason;
        return notice;
    }

    private static String required(String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private long millis() {
        try {
            if (utcTime != null) {
                return Instant.parse(utcTime).toEpochMilli();
            }
            return localTime == null
                    ? 0
                    : LocalDateTime.parse(localTime, LOCAL_TIME)
                            .toInstant(LOCAL)
                            .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            // no cause: it shows the text as it is
            throw new IllegalArgumentException("utcTime and time are no times");
        }
    }
}
