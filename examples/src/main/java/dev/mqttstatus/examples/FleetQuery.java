package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryReport;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Asks about all clients in a file, one id a line, and prints those that are offline. */
public final class FleetQuery {
    private FleetQuery() {}

    /**
     * Needs the environment variables MQTT_OPENAPI and MQTT_INSTANCE_ID, and an access key in one of the places of
     * {@link CredentialsProvider#defaultChain()}.
     */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (StatusQueryClient client = StatusQueryClient.builder()
                .endpoint(System.getenv("MQTT_OPENAPI"))
                .instanceId(System.getenv("MQTT_INSTANCE_ID"))
                .credentialsProvider(CredentialsProvider.defaultChain())
                .build()) {
            report(client, file);
            stream(client, file);
        }
    }

    private static void report(StatusQueryClient client, Path file) throws Exception {
        QueryReport report = client.query(QueryRequest.ofLines(file)
                        .deadline(Duration.ofMinutes(30))
                        .onProgress(now -> System.err.println(now.done() + " of " + now.total())))
                .report();
        report.known().values().stream().filter(status -> !status.online()).forEach(System.out::println);
        System.out.println(report.failed().size() + " without an answer, " + report.billedCalls() + " billed calls");
    }

    private static void stream(StatusQueryClient client, Path file) {
        try (Stream<QueryAnswer> answers = client.query(QueryRequest.ofLines(file)).stream()) {
            answers.forEach(System.out::println);
        }
    }
}
