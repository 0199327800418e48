package com.alibaba.mqtt.server.model;

import static com.alibaba.mqtt.server.model.JsonText.ascii;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The keys of a notice's JSON body. */
final class NoticeBody {
    private static final int SHOWN_CHARS = 80;
    /** The largest long has 19 digits; what is much longer is not worth the time of a decimal. */
    private static final int MAX_NUMBER_CHARS = 64;

    private static final byte[][] KEYS =
            ascii("clientId", "time", "eventType", "channelId", "clientIp", "certificateChainSn", "remark");

    private static final EventType[] EVENTS = EventType.values();
    private static final byte[][] WORDS =
            ascii(EventType.CONNECT.wireName(), EventType.DISCONNECT.wireName(), EventType.TCPCLEAN.wireName());

    @Nullable
    String clientId;

    @Nullable
    EventType eventType;

    @Nullable
    String channelId;

    @Nullable
    String clientIp;

    long time;

    @Nullable
    String certificateChainSn;

    @Nullable
    String remark;

    static NoticeBody read(byte[] body) {
        if (body == null || body.length == 0) {
            throw new IllegalArgumentException("malformed notice: the body is empty");
        }
        try {
            return new NoticeBody().readObject(body);
        } catch (IllegalArgumentException e) {
            throw malformed("notice", body, e);
        }
    }

    private NoticeBody readObject(byte[] body) {
        JsonMembers json = new JsonMembers(body);
        for (int key = json.next(KEYS); key != JsonMembers.END; key = json.next(KEYS)) {
            switch (key) {
                case 0 -> clientId = json.id("clientId");
                case 1 -> time = readTime(json);
                case 2 -> eventType = readEventType(json);
                case 3 -> channelId = json.exact("channelId");
                case 4 -> clientIp = json.text();
                case 5 -> certificateChainSn = json.text();
                case 6 -> remark = json.text();
                default -> json.skip();
            }
        }
        if (clientId == null || clientId.isEmpty()) {
            throw new IllegalArgumentException("clientId is missing");
        }
        if (eventType == null) {
            throw new IllegalArgumentException("eventType is missing");
        }
        return this;
    }

    private static @Nullable EventType readEventType(JsonMembers json) {
        if (json.isNull()) {
            return null;
        }
        if (!json.isText()) {
            throw new IllegalArgumentException("eventType is not text");
        }
        int word = json.word(WORDS);
        if (word == JsonMembers.OTHER) {
            throw new IllegalArgumentException("eventType is \"" + shown(json.lastText())
                    + "\"; known are connect, disconnect and tcpclean (a newer SDK may know more)");
        }
        return EVENTS[word];
    }

    private static long readTime(JsonMembers json) {
        long digits = json.digits();
        if (digits >= 0) {
            return digits;
        }
        boolean text = json.isText();
        String sent = json.text();
        if (sent == null) {
            return 0;
        }
        String number = sent.strip();
        if (text && (number.isEmpty() || number.equalsIgnoreCase("null"))) {
            return 0;
        }
        try {
            return wholeNumber(text ? number : JsonText.withoutType(number));
        } catch (ArithmeticException | NumberFormatException e) {
            // no cause: it shows the number as it is
            throw new IllegalArgumentException("time is " + (text ? "\"" + shown(sent) + "\"" : shown(sent))
                    + "; a number from -2^63 to 2^63 - 1 is needed");
        }
    }

    /** Cuts a fraction, as the official SDK does; refuses what would become a random number. */
    private static long wholeNumber(String number) {
        if (number.length() > MAX_NUMBER_CHARS) {
            throw new NumberFormatException("too long");
        }
        BigDecimal decimal = new BigDecimal(number);
        // before anything is computed: an exponent of a few digits can make a number of any size
        long digits = (long) decimal.precision() - decimal.scale();
        if (digits > 19) {
            throw new ArithmeticException("too large");
        }
        return digits <= 0 ? 0 : decimal.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** Returns the error for a body, which says what kind of body it is, what is wrong and how it begins. */
    static IllegalArgumentException malformed(String kind, byte[] body, IllegalArgumentException reason) {
        String begin = new String(body, 0, Math.min(body.length, SHOWN_CHARS), StandardCharsets.UTF_8);
        return new IllegalArgumentException(
                "malformed " + kind + ": " + reason.getMessage() + " (" + body.length + " bytes: "
                        + ForeignText.visible(begin) + ")",
                reason);
    }

    static String shown(String text) {
        return text.length() <= SHOWN_CHARS
                ? ForeignText.visible(text)
                : ForeignText.visible(text.substring(0, SHOWN_CHARS)) + "...";
    }
}
