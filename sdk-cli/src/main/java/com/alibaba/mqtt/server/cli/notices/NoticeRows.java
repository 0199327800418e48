package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.List;

/** The columns of notices. */
final class NoticeRows {
    static final List<Column<StatusNotice>> COLUMNS = List.of(
            Column.of("clientId", 32, StatusNotice::getClientId),
            new Column<>("event", 10, notice -> notice.eventType().wireName(), notice -> switch (notice.eventType()) {
                case CONNECT -> Style.GREEN;
                case DISCONNECT -> Style.YELLOW;
                case TCPCLEAN -> Style.RED;
            }),
            Column.of("time", 13, StatusNotice::getTime),
            Column.of("clientIp", 21, StatusNotice::getClientIp),
            Column.of("channelId", 32, StatusNotice::getChannelId),
            Column.of("receivedAt", 24, StatusNotice::receivedAt));

    private NoticeRows() {}

    /** Returns whether the notice says that a connection was opened. */
    static boolean isConnect(StatusNotice notice) {
        return notice.eventType() == EventType.CONNECT;
    }
}
