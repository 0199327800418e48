package com.alibaba.mqtt.server.cli.notices;

import com.alibaba.mqtt.server.cli.output.Style;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.TimeSpan;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Draws the table of {@code top} over the one before. */
final class Screen {
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int ID = 36;

    private Screen() {}

    static void draw(Surroundings around, boolean colors, GroupCounts counts, List<PresenceChange> latest) {
        StringBuilder screen = new StringBuilder(HOME_AND_CLEAR);
        screen.append(Style.BOLD.of(counts.group(), colors))
                .append("  ")
                .append(counts.at())
                .append("\n\n")
                .append(Style.GREEN.of(counts.online() + " online", colors))
                .append("  ")
                .append(Style.RED.of(counts.offline() + " offline", colors))
                .append("  ")
                .append(counts.unknown())
                .append(" unknown  ")
                .append(Style.YELLOW.of(counts.flapping() + " flapping", colors))
                .append('\n')
                .append(counts.connectsPerMinute())
                .append(" connects, ")
                .append(counts.dropsPerMinute())
                .append(" drops in the last minute; ")
                .append(counts.notices())
                .append(" notices\n")
                .append(counts.rechecks())
                .append(" to be rechecked; ")
                .append(counts.queries())
                .append(" queries, ")
                .append(counts.queryErrors())
                .append(" failed\n\n")
                .append(Style.BOLD.of("LATEST CHANGES", colors))
                .append('\n');
        latest.forEach(change -> append(screen, colors, counts.at(), change));
        around.out().print(screen);
        around.flush();
    }

    private static void append(StringBuilder screen, boolean colors, Instant now, PresenceChange change) {
        ClientPresence presence = change.presence();
        String id = ForeignText.visible(change.clientId());
        Instant since = presence.since();
        screen.append(id)
                .append(" ".repeat(Math.max(1, ID - id.length())))
                .append(
                        switch (presence.state()) {
                            case ONLINE -> Style.GREEN.of("online ", colors);
                            case OFFLINE -> Style.RED.of("offline", colors);
                            case UNKNOWN -> Style.YELLOW.of("unknown", colors);
                        })
                .append("  ")
                .append(since == null || since.isAfter(now) ? "" : TimeSpan.text(Duration.between(since, now)) + " ago")
                .append("  ")
                .append(presence.sessions())
                .append(" sessions")
                .append(presence.flaps() == 0 ? "" : ", " + presence.flaps() + " flaps")
                .append('\n');
    }
}
