package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Raises an alarm for a client that is gone for more than 30 seconds, and clears it when the client is back. A change that
 * fails is notified again, so each carries its number: who takes the alarms drops one with an older number than he has.
 */
public final class PresenceAlarm {
    private static final Map<String, Long> NUMBERS = new ConcurrentHashMap<>();

    private PresenceAlarm() {}

    /** Needs the environment variables of {@link StatusConsumerSample}, and MQTT_OPENAPI. Runs until it is stopped. */
    public static void main(String[] args) throws Exception {
        StatusQueryClient client = StatusQueryClient.builder()
                .endpoint(System.getenv("MQTT_OPENAPI"))
                .instanceId(System.getenv("MQTT_INSTANCE_ID"))
                .credentials(Credentials.of(System.getenv("MQTT_AK_ENV"), System.getenv("MQTT_SK_ENV")))
                .build();
        Instant started = Instant.now();
        PresenceTracker tracker = PresenceTracker.builder()
                .gracePeriod(Duration.ofSeconds(30))
                .onOffline(change -> raise("ALARM    ", change))
                .onOnline(change -> raise("ALL CLEAR", change))
                .onFirstSeen(change -> {
                    // no change, unless it went since we are here
                    if (!change.presence().isOnline()
                            && change.presence().since().isAfter(started)) {
                        raise("ALARM    ", change);
                    }
                })
                .actionAttempts(10)
                .liveQuery(client::queryClientStatus, ClientStatus::online)
                .cachedQuery(client::queryClientStatus, ClientStatus::online)
                .queriesPerSecond(10)
                .build();
        ServerConsumer serverConsumer = Backend.start();
        serverConsumer.subscribeStatus(System.getenv("MQTT_GROUP_ID"), tracker);
    }

    private static void raise(String what, PresenceChange change) {
        if (NUMBERS.merge(change.clientId(), change.number(), Math::max) == change.number()) {
            System.out.println(what + " " + change.clientId() + " since "
                    + change.presence().since() + ", " + change.presence().ended());
        }
    }
}
