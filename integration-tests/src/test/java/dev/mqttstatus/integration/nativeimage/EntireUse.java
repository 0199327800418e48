package dev.mqttstatus.integration.nativeimage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSONFactory;
import com.alibaba.fastjson2.codec.BeanInfo;
import com.alibaba.fastjson2.codec.FieldInfo;
import com.alibaba.fastjson2.modules.ObjectWriterAnnotationProcessor;
import com.alibaba.fastjson2.modules.ObjectWriterModule;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.PresenceMetrics;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.query.QueryMetrics;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.aot.agent.RecordedInvocationsPublisher;

/** A program that uses the SDK as a whole, and writes into a file what was looked up by name meanwhile. */
final class EntireUse {
    private final TestServer server;

    private EntireUse(TestServer server) {
        this.server = server;
    }

    /** Arguments: the file to write, and those of {@link TestServer#of}. */
    public static void main(String[] args) throws Exception {
        Recording recording = new Recording();
        RecordedInvocationsPublisher.addListener(recording);
        callGettersAsAnImageDoes();
        EntireUse use = new EntireUse(TestServer.of(args));
        use.credentialFiles();
        for (Way way : Way.values()) {
            new WireUse(use.server, way).run();
        }
        use.queries();
        use.presence(MemoryPresenceStore.open(use.server.folder().resolve("presence"), Duration.ofHours(1)));
        use.presence(RedisPresenceStore.builder()
                .uri(use.server.redis())
                .instanceId(use.server.instanceId())
                .build());
        RecordedInvocationsPublisher.removeListener(recording);
        Files.write(Path.of(args[0]), recording.lines());
    }

    /** Where no class can be made at run time, fastjson2 falls back from lambdas to reflection. */
    private static void callGettersAsAnImageDoes() {
        ObjectWriterAnnotationProcessor noLambdas = new ObjectWriterAnnotationProcessor() {
            @Override
            @SuppressWarnings("rawtypes") // of the method that it overrides
            public void getBeanInfo(BeanInfo bean, Class type) {
                bean.readerFeatures &= ~FieldInfo.JIT;
            }
        };
        JSONFactory.getDefaultObjectWriterProvider().register(new ObjectWriterModule() {
            @Override
            public ObjectWriterAnnotationProcessor getAnnotationProcessor() {
                return noLambdas;
            }
        });
    }

    private void credentialFiles() throws IOException {
        for (String file : List.of(".aliyun/config.json", ".alibabacloud/credentials.ini")) {
            Path path = server.folder().resolve(file);
            Credentials found = CredentialsProvider.defaultChain().credentials();
            if (!found.toString().contains(path.getFileName().toString())) {
                throw new AssertionError("read from " + file + ": " + found);
            }
            Files.delete(path);
        }
    }

    private StatusQueryClientBuilder client(String endpoint) {
        return StatusQueryClient.builder()
                .endpoint(endpoint)
                .instanceId(server.instanceId())
                .credentials(Credentials.of(server.accessKey(), server.secretKey()));
    }

    private void queries() throws Exception {
        try (StatusQueryClient client =
                client("http://127.0.0.1:" + server.openApiPort()).build()) {
            expect(!client.live("GID_demo@@@a").online());
            expect(!client.cached(List.of("GID_demo@@@a", "GID_demo@@@b"))
                    .get("GID_demo@@@b")
                    .online());
            expect(client.query(QueryRequest.of(List.of("GID_demo@@@a")))
                            .report()
                            .toString()
                    != null);
            expect(!client.groups().isEmpty());
        }
        try (StatusQueryClient client = client("https://localhost:" + server.amqpsPort())
                .trustedCertificates(server.folder().resolve("trusted.pem"))
                .maxAttempts(1)
                .build()) {
            client.live("GID_demo@@@a");
            throw new AssertionError("a broker answered a query");
        } catch (ServerException e) {
            // TLS is all that is wanted of it
            expect(!e.getCode().contains("Tls"));
        }
        // the endpoint is looked up by the region
        StatusQueryClient.builder()
                .region("cn-hangzhou")
                .instanceId(server.instanceId())
                .credentials(Credentials.of("a", "b"))
                .build()
                .close();
    }

    private void presence(PresenceStore store) throws Exception {
        CountDownLatch online = new CountDownLatch(1);
        try (store;
                StatusQueryClient client =
                        client("http://127.0.0.1:" + server.openApiPort()).build();
                PresenceTracker tracker = PresenceTracker.builder()
                        .store(store)
                        .liveQuery(client::queryClientStatus, ClientStatus::online)
                        .cachedQuery(client::queryClientStatus, ClientStatus::online)
                        .onFirstSeen(change -> online.countDown())
                        .build()) {
            new PresenceMetrics(tracker).bindTo(new SimpleMeterRegistry());
            new QueryMetrics(client).bindTo(new SimpleMeterRegistry());
            tracker.process(new StatusNotice(
                    "{\"clientId\":\"GID_demo@@@d\",\"eventType\":\"connect\",\"channelId\":\"c\"}".getBytes(UTF_8)));
            expect(online.await(20, TimeUnit.SECONDS));
            expect(tracker.refresh("GID_demo@@@d")
                    .get(20, TimeUnit.SECONDS)
                    .clientId()
                    .equals("GID_demo@@@d"));
            expect(tracker.snapshot().toJson().contains("{"));
            expect(tracker.presence("GID_demo@@@d").toJson().contains("{"));
        }
    }

    static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
