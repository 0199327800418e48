package com.alibaba.mqtt.server.model;

import com.alibaba.fastjson2.JSONFactory;
import com.alibaba.fastjson2.JSONReader;
import com.alibaba.fastjson2.util.Fnv;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The keys of a notice's JSON body, read in one pass without an object tree. */
final class NoticeBody {
    private static final int SHOWN_CHARS = 80;
    /** The parser's defaults; it only reads them, so that all threads can share them. */
    private static final JSONReader.Context DEFAULTS = JSONFactory.createReadContext();

    // keys by the parser's hash of 64 bits: no text is made of them, and readObject() stays so short that it is inlined
    private static final long CLIENT_ID = Fnv.hashCode64("clientId");
    private static final long EVENT_TYPE = Fnv.hashCode64("eventType");
    private static final long CHANNEL_ID = Fnv.hashCode64("channelId");
    private static final long CLIENT_IP = Fnv.hashCode64("clientIp");
    private static final long TIME = Fnv.hashCode64("time");
    private static final long CERTIFICATE = Fnv.hashCode64("certificateChainSn");
    private static final long REMARK = Fnv.hashCode64("remark");

    private static final long CONNECT = Fnv.hashCode64(EventType.CONNECT.wireName());
    private static final long DISCONNECT = Fnv.hashCode64(EventType.DISCONNECT.wireName());
    private static final long TCPCLEAN = Fnv.hashCode64(EventType.TCPCLEAN.wireName());

    String clientId;
    EventType eventType;
    String channelId;
    String clientIp;
    long time;
    String certificateChainSn;
    String remark;

    static NoticeBody read(byte[] body) {
        if (body == null || body.length == 0) {
            throw new IllegalArgumentException("malformed notice: the body is empty");
        }
        NoticeBody notice = new NoticeBody();
        try (JSONReader reader = JSONReader.of(body, DEFAULTS)) {
            notice.readObject(reader);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("malformed notice: " + e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            // the parser throws several kinds (also index errors) for bytes that are no JSON, and skips nested values
            // by recursion; all mean the same here
            throw new IllegalArgumentException(
                    "malformed notice: not a JSON object (" + body.length + " bytes: " + shown(body) + ")", e);
        }
        if (notice.clientId == null || notice.clientId.isEmpty()) {
            throw new IllegalArgumentException("malformed notice: clientId is missing");
        }
        if (notice.eventType == null) {
            throw new IllegalArgumentException("malformed notice: eventType is missing");
        }
        return notice;
    }

    private void readObject(JSONReader reader) {
        if (!reader.nextIfObjectStart()) {
            throw new MalformedException("not a JSON object");
        }
        while (!reader.nextIfObjectEnd()) {
            long key = reader.readFieldNameHashCode();
            if (key == CLIENT_ID) {
                clientId = readText(reader, "clientId");
            } else if (key == EVENT_TYPE) {
                eventType = readEventType(reader);
            } else if (key == CHANNEL_ID) {
                channelId = reader.readString();
            } else if (key == CLIENT_IP) {
                clientIp = reader.readString();
            } else if (key == TIME) {
                time = readTime(reader);
            } else if (key == CERTIFICATE) {
                certificateChainSn = reader.readString();
            } else if (key == REMARK) {
                remark = reader.readString();
            } else {
                reader.skipValue();
            }
        }
        if (!reader.isEnd()) {
            throw new MalformedException("there is more after the JSON object");
        }
    }

    private static String readText(JSONReader reader, String key) {
        return isText(reader, key) ? reader.readString() : null;
    }

    /** False for null, which it reads. */
    private static boolean isText(JSONReader reader, String key) {
        if (reader.nextIfNull()) {
            return false;
        }
        if (!reader.isString()) {
            throw new MalformedException(key + " is not text");
        }
        return true;
    }

    private static EventType readEventType(JSONReader reader) {
        if (!isText(reader, "eventType")) {
            return null;
        }
        long hash = reader.readValueHashCode();
        if (hash == CONNECT) {
            return EventType.CONNECT;
        }
        if (hash == DISCONNECT) {
            return EventType.DISCONNECT;
        }
        if (hash == TCPCLEAN) {
            return EventType.TCPCLEAN;
        }
        String word = reader.getString();
        EventType type = EventType.ofWireName(word);
        if (type == null) {
            throw new MalformedException("eventType is \"" + shown(word)
                    + "\"; known are connect, disconnect and tcpclean (a newer SDK may know more)");
        }
        return type;
    }

    private static long readTime(JSONReader reader) {
        if (reader.nextIfNull()) {
            return 0;
        }
        if (!reader.isString()) {
            if (!reader.isNumber()) {
                throw new MalformedException("time is neither a number nor numeric text");
            }
            return wholeNumber(reader.readNumber());
        }
        String text = reader.readString();
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new MalformedException("time is \"" + shown(text) + "\"; a whole number is needed", e);
        }
    }

    private static long wholeNumber(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return number.longValue();
        }
        try {
            // 1.7E12 is one too; the parser itself would cut 1.5 to 1, and a too large one to the largest long
            return new BigDecimal(number.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new MalformedException("time is " + shown(number.toString()) + "; a whole number is needed", e);
        }
    }

    private static String shown(byte[] body) {
        return shown(new String(body, 0, Math.min(body.length, SHOWN_CHARS), StandardCharsets.UTF_8));
    }

    /** Cuts and cleans foreign text, so that a hostile body can neither flood a log nor forge its lines. */
    static String shown(String text) {
        String start = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    /** Says why a body is malformed; never leaves this class. */
    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String reason) {
            super(reason);
        }

        MalformedException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
