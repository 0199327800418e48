package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.Column;
import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.presence.GroupStatistics;
import com.alibaba.mqtt.server.presence.PresenceStatistics;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counts of one group at one moment. */
record GroupCounts(
        Instant at,
        String group,
        long online,
        long offline,
        long unknown,
        long flapping,
        long connectsPerMinute,
        long dropsPerMinute,
        long notices,
        long rechecks,
        long queries,
        long queryErrors) {
    static final List<Column<GroupCounts>> COLUMNS = List.of(
            Column.of("group", 16, GroupCounts::group),
            Column.of("at", 27, GroupCounts::at),
            new Column<>("online", 6, GroupCounts::online, counts -> Style.GREEN),
            new Column<>("offline", 7, GroupCounts::offline, counts -> Style.RED),
            Column.of("unknown", 7, GroupCounts::unknown),
            Column.of("flapping", 8, GroupCounts::flapping),
            Column.of("connectsPerMinute", 7, GroupCounts::connectsPerMinute),
            Column.of("dropsPerMinute", 7, GroupCounts::dropsPerMinute),
            Column.of("notices", 7, GroupCounts::notices),
            Column.of("rechecks", 8, GroupCounts::rechecks),
            Column.of("queries", 7, GroupCounts::queries),
            Column.of("queryErrors", 7, GroupCounts::queryErrors));

    static GroupCounts of(PresenceStatistics statistics, String group) {
        StateCounts clients = statistics.clients();
        @Nullable GroupStatistics own = statistics.groups().get(group);
        return new GroupCounts(
                statistics.at(),
                group,
                clients.online(),
                clients.offline(),
                clients.unknown(),
                own == null ? 0 : own.flapping(),
                own == null ? 0 : own.connectsPerMinute(),
                own == null ? 0 : own.dropsPerMinute(),
                statistics.notices(),
                statistics.rechecks(),
                statistics.queries(),
                statistics.queryErrors());
    }
}
