package com.alibaba.mqtt.server.model;

import com.alibaba.mqtt.server.internal.ClientId;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event in the life of one connection of one MQTT client.
 *
 * <p>A notice is an event and not the state of the client: notices come late, twice and out of order. An offline
 * notice says something about the connection with the same {@linkplain #getChannelId() channel id} only.
 *
 * <p>The {@code get} methods are those of the official SDK, so that bean serialisers give the same JSON. What this SDK
 * adds ({@link #eventType()}, {@link #groupId()}, {@link #deviceId()}, {@link #remark()}, {@link #receivedAt()}) is
 * named without {@code get} for that reason. Immutable.
 */
public class StatusNotice {
    private final String clientId;
    private final StatusType statusType;
    private final @Nullable String channelId;
    private final @Nullable String clientIp;
    private final long time;
    private final @Nullable String certificateChainSn;
    // transient: serialisers that read fields leave out what the official notice does not have
    private final transient EventType eventType;
    private final transient @Nullable String remark;
    private final transient long receivedMillis;

    /**
     * Reads the body of one notice: a JSON object in UTF-8. Unknown keys are ignored, the last of equal ones counts, and
     * all but {@code clientId} and {@code eventType} may be missing.
     *
     * <p>What the official SDK delivers is read too, though it is no strict JSON: a byte order mark, control characters,
     * single quotes, keys without quotes, too many commas; a client id that is a whole number; a {@code time} as text,
     * and one with a fraction, which is cut. Bytes that are no UTF-8 are replaced, but for those of the two ids, which
     * would then be another's. Refused is what could mean two things: comments, missing commas, a {@code time} that is a
     * date or beyond 63 bits, an {@code eventType} that is not one of the three words to the last byte. The page
     * "wire protocol" has the table.
     *
     * @param body the body as the service sent it
     * @throws IllegalArgumentException if the body is no JSON object, has no {@code clientId}, has a missing or unknown
     *     {@code eventType}, or a {@code time} that is no number; the message says which. Such a notice says nothing
     *     about the client, above all not that it is offline
     */
    public StatusNotice(byte[] body) {
        this(NoticeBody.read(body));
    }

    private StatusNotice(NoticeBody read) {
        this.clientId = Objects.requireNonNull(read.clientId);
        this.eventType = Objects.requireNonNull(read.eventType);
        this.statusType = eventType.statusType();
        this.channelId = read.channelId;
        this.clientIp = read.clientIp;
        this.time = read.time;
        this.certificateChainSn = read.certificateChainSn;
        this.remark = read.remark;
        this.receivedMillis = System.currentTimeMillis();
    }

    /**
     * Reads a device status message of IoT Platform. Its product key becomes the {@link #groupId()}, its device name the
     * {@link #deviceId()}; {@code online} becomes {@link EventType#CONNECT} and {@code offline}
     * {@link EventType#TCPCLEAN}. There is no channel id.
     *
     * <p>JSON is read as that of a notice.
     *
     * @throws IllegalArgumentException if the body is no such message; the message says why
     */
    public static StatusNotice ofIotPlatform(byte[] body) {
        return new StatusNotice(IotPlatformBody.read(body));
    }

    /** Returns the full client id, {@code GroupID@@@DeviceID}; never null or empty. */
    public String getClientId() {
        return clientId;
    }

    /** Returns ONLINE for {@code connect}, OFFLINE for {@code disconnect} and {@code tcpclean}. */
    public StatusType getStatusType() {
        return statusType;
    }

    /** Returns the id of the TCP connection the event is about (opaque, case-sensitive), or null if not sent. */
    public @Nullable String getChannelId() {
        return channelId;
    }

    /** Returns the client's public address as {@code ip:port}, or null if not sent. */
    public @Nullable String getClientIp() {
        return clientIp;
    }

    /**
     * Returns when the event happened, exactly as the service sent it; 0 if not sent. The service does not document the
     * unit; milliseconds since 1970 are likely.
     */
    public long getTime() {
        return time;
    }

    /** Returns the serial number of the client's certificate chain as the service sent it, or null. */
    public @Nullable String getCertificateChainSn() {
        return certificateChainSn;
    }

    /** Returns the kind of event, which distinguishes a clean leave from a lost connection; never null. */
    public EventType eventType() {
        return eventType;
    }

    /** Returns the part of the client id before {@code @@@}, or null if the client id has no such separator. */
    public @Nullable String groupId() {
        return ClientId.group(clientId);
    }

    /** Returns the part of the client id after {@code @@@}, or null if the client id has no such separator. */
    public @Nullable String deviceId() {
        return ClientId.device(clientId);
    }

    /** Returns the service's free remark on the event, or null; its content is not documented. */
    public @Nullable String remark() {
        return remark;
    }

    /** Returns when this process received the notice, by its own clock. */
    public Instant receivedAt() {
        return Instant.ofEpochMilli(receivedMillis);
    }

    /** Returns one line for a log: control characters are made visible, long texts cut. */
    @Override
    public String toString() {
        return "StatusNotice[" + eventType.wireName() + " clientId=" + ForeignText.visible(clientId) + " channelId="
                + ForeignText.visible(channelId) + " clientIp=" + ForeignText.visible(clientIp) + " time=" + time + "]";
    }
}
