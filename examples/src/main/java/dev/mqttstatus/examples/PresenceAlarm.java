package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.query.ClientStatus;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.time.Duration;

/** Raises an alarm for a client that is gone for more than 30 seconds, and clears it when the client is back. */
public final class PresenceAlarm {
    private PresenceAlarm() {}

    /** Needs the environment variables of {@link StatusConsumerSample}, and MQTT_OPENAPI. Runs until it is stopped. */
    public static void main(String[] args) throws Exception {
        StatusQueryClient client = StatusQueryClient.builder()
                .endpoint(System.getenv("MQTT_OPENAPI"))
                .instanceId(System.getenv("MQTT_INSTANCE_ID"))
                .credentials(Credentials.of(System.getenv("MQTT_AK_ENV"), System.getenv("MQTT_SK_ENV")))
                .build();
        PresenceTracker tracker = PresenceTracker.builder()
                .gracePeriod(Duration.ofSeconds(30))
                .onOffline(change -> System.out.println("ALARM     " + change.clientId() + " since "
                        + change.presence().since() + ", " + change.presence().ended()))
                .onOnline(change -> System.out.println("ALL CLEAR " + change.clientId()))
                .liveQuery(client::queryClientStatus, ClientStatus::online)
                .cachedQuery(client::queryClientStatus, ClientStatus::online)
                .queriesPerSecond(10)
                .build();
        ServerConsumer serverConsumer = Backend.start();
        serverConsumer.subscribeStatus(System.getenv("MQTT_GROUP_ID"), tracker);
    }
}
