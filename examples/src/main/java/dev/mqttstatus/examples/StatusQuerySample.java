package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.List;

/** Asks for the status of the client ids given as arguments: one live, several together from the service's cache. */
public final class StatusQuerySample {
    private StatusQuerySample() {}

    /**
     * Needs the environment variables MQTT_OPENAPI (for example {@code onsmqtt.cn-hangzhou.aliyuncs.com}),
     * MQTT_INSTANCE_ID, MQTT_AK_ENV (access key) and MQTT_SK_ENV (secret key).
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: StatusQuerySample CLIENT_ID...");
            System.exit(2);
        }
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint(System.getenv("MQTT_OPENAPI"))
                .instanceId(System.getenv("MQTT_INSTANCE_ID"))
                .credentials(Credentials.of(System.getenv("MQTT_AK_ENV"), System.getenv("MQTT_SK_ENV")))
                .build()) {
            if (args.length == 1) {
                print(client.live(args[0]));
            } else {
                client.cached(List.of(args)).values().forEach(StatusQuerySample::print);
            }
        }
    }

    private static void print(ClientStatus status) {
        System.out.println(status.clientId() + " " + (status.online() ? "online" : "offline") + " (" + status.source()
                + ", " + status.receivedAt() + ")");
    }
}
