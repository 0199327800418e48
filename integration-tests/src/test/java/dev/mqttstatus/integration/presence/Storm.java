package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.List;

/** Devices that live while their notices meet every fault there is, and the truth about them to compare with. */
record Storm(Emulator emulator, Fleet fleet) {
    private static final Duration DELAY = Duration.ofSeconds(2);
    /** How long an action may be wrong: as long as notices are delayed, and what a busy machine takes. */
    static final Duration WRONG = DELAY.plusSeconds(10);

    /** @param losses percent of the notices that never come */
    void begin(int losses) {
        emulator.faults()
                .lose(losses)
                .duplicate(20, Duration.ZERO, DELAY)
                .delay(30, Duration.ZERO, DELAY)
                .nodeClocks(Duration.ofSeconds(-2), Duration.ZERO, Duration.ofSeconds(2));
    }

    /** Lets the devices live for a time, a part of it with each order in which the notices of a takeover can come. */
    void rage(double seconds) throws Exception {
        for (TakeoverEnd arrival : TakeoverEnd.values()) {
            for (TakeoverEnd time : TakeoverEnd.values()) {
                emulator.faults().takeover(arrival, time);
                fleet.live(seconds / 4);
            }
        }
    }

    void awaitQuiet(String group) {
        emulator.faults().lose(0);
        Poll.until(
                "no notice under way",
                () -> emulator.faults().pending() == 0 && emulator.group(group).queued() == 0);
    }

    /** Clients of which the tracker does not know what the broker knows. */
    List<String> disagreements(PresenceTracker tracker) {
        return fleet.clientIds().stream()
                .filter(id -> tracker.presence(id).isOnline() != emulator.isOnline(id)
                        || (tracker.presence(id).state() == PresenceState.UNKNOWN
                                && tracker.presence(id).lastEventAt() != null))
                .map(id -> "online: " + emulator.isOnline(id) + ", but " + tracker.presence(id))
                .toList();
    }

    /** Clients whose last notification is not what the broker knows. */
    List<String> wronglyNotified(Notifications notifications) {
        return fleet.clientIds().stream()
                .filter(id -> {
                    List<PresenceState> notified = notifications.of(id);
                    PresenceState truth = emulator.isOnline(id) ? PresenceState.ONLINE : PresenceState.OFFLINE;
                    return notified.isEmpty() || notified.get(notified.size() - 1) != truth;
                })
                .toList();
    }

    static StatusQueryClient client(Emulator emulator) {
        return client(emulator, emulator.openApiPort());
    }

    /** @param port of 127.0.0.1, which leads to that of the OpenAPI */
    static StatusQueryClient client(Emulator emulator, int port) {
        return StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + port)
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .build();
    }
}
