package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a device, as the service's trace has it ({@code QueryMqttTraceDevice}).
 *
 * @param time when; null if the service's text is not in its documented form, {@code yyyy-MM-dd HH:mm:ss.SSS} of Beijing
 * @param channelId the connection; null if it is not named
 * @param action the service's word, as {@code connect} or {@code disconnect}; null if there is none
 * @param actionCode the service's code of the action, as {@code mqtt.trace.action.connect}; null if there is none
 * @param info more, as the reason of a close; null if there is none
 */
public record TraceEntry(
        @Nullable Instant time,
        @Nullable String channelId,
        @Nullable String action,
        @Nullable String actionCode,
        @Nullable String info) {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSS]", Locale.ROOT);
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    /** Reads an entry of the service's answer. */
    public static TraceEntry of(Map<?, ?> entry) {
        return new TraceEntry(
                instant(text(entry, "Time")),
                text(entry, "ChannelId"),
                text(entry, "Action"),
                text(entry, "ActionCode"),
                text(entry, "ActionInfo"));
    }

    private static @Nullable String text(Map<?, ?> entry, String name) {
        return entry.get(name) instanceof String text ? text : null;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text, FORM).toInstant(BEIJING);
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "TraceEntry[" + time + ", channelId=" + shown(channelId) + ", action=" + shown(action) + ", info="
                + shown(info) + "]";
    }

    private static @Nullable String shown(@Nullable String text) {
        return text == null ? null : ForeignText.visible(text);
    }
}
