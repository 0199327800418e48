package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.notices.History;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Answers what has happened to the connections of a client. The time is that of China, UTC+8, as in the examples of the
 * documents.
 */
final class DeviceTraces {
    private static final int MAX_PAGE_SIZE = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ENGLISH)
            .withZone(ZoneOffset.ofHours(8));

    private final History history;

    DeviceTraces(History history) {
        this.history = history;
    }

    JSONObject page(Parameters parameters) throws OpenApiError {
        // any region will do
        parameters.mandatory("MqttRegionId");
        String clientId = parameters.clientId("ClientId");
        long begin = parameters.number("BeginTime", 0, Long.MAX_VALUE);
        long end = parameters.number("EndTime", 0, Long.MAX_VALUE);
        int page = (int) parameters.number("CurrentPage", 1, Integer.MAX_VALUE);
        int size = (int) parameters.number("PageSize", 1, MAX_PAGE_SIZE);
        boolean reverse = parameters.flag("Reverse");
        if (begin > end) {
            throw OpenApiError.parameter("BeginTime is after EndTime.");
        }
        List<History.Entry> entries = new ArrayList<>(history.of(clientId, begin, end));
        if (reverse) {
            Collections.reverse(entries);
        }
        JSONArray list = new JSONArray();
        // a page beyond the last is empty
        entries.stream().skip((page - 1L) * size).limit(size).forEach(entry -> list.add(json(entry)));
        return JSONObject.of("CurrentPage", page, "PageSize", size, "Total", entries.size(), "DeviceInfoList", list);
    }

    private static JSONObject json(History.Entry entry) {
        String action = entry.action().name().toLowerCase(Locale.ROOT);
        return JSONObject.of(
                "ChannelId",
                entry.channelId(),
                "Time",
                TIME.format(Instant.ofEpochMilli(entry.time())),
                "ActionCode",
                "mqtt.trace.action." + action,
                "Action",
                action,
                "ActionInfo",
                entry.info());
    }
}
