package dev.mqttstatus.benchmarks;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;

/** Ours. */
final class OurAsker {
    private OurAsker() {}

    static Asker create(int port) {
        StatusQueryClient client = StatusQueryClient.builder()
                .endpoint("http://127.0.0.1:" + port)
                .instanceId(Asker.INSTANCE)
                .credentials(Credentials.of(Asker.KEY, Asker.SECRET))
                .pace(Pace.unlimited())
                .build();
        return clientId -> client.live(clientId).online();
    }
}
