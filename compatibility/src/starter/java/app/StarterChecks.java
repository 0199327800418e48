package app;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.spring.MqttStatusListener;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with the starter: what its users see, a line of output for each. */
@SpringBootApplication
public class StarterChecks {
    private static final String GROUP = "GID_demo";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private static final Set<String> DONE = ConcurrentHashMap.newKeySet();
    private static final CountDownLatch BUSY = new CountDownLatch(1);

    /** Something that is true some time later. */
    private interface Condition {
        boolean isMet() throws Exception;
    }

    /** Runs the checks; the end of the JVM in the middle of a listener is the last of them. */
    public static void main(String[] args) throws Exception {
        ConfigurableApplicationContext context = SpringApplication.run(
                StarterChecks.class,
                "--server.port=0",
                "--mqtt-status.emulator.enabled=true",
                "--mqtt-status.presence.groups=" + GROUP,
                "--mqtt-status.recovery-interval=200ms",
                "--management.endpoints.web.exposure.include=health,prometheus,mqttstatus",
                "--management.endpoint.health.show-details=always",
                "--management.health.redis.enabled=false",
                "--management.health.rabbit.enabled=false",
                "--management.health.jms.enabled=false");
        Emulator emulator = context.getBean(Emulator.class);
        String port = context.getEnvironment().getProperty("local.server.port");

        emulator.device(GROUP + "@@@lock").connect();
        check("notice", () -> DONE.contains(GROUP + "@@@lock"));
        check("metadata", () -> resource("META-INF/spring-configuration-metadata.json").contains("mqtt-status.domain"));
        check("up", () -> get(port, "/actuator/health/mqttStatus").startsWith("{\"status\":\"UP\"")
                || get(port, "/actuator/health/mqttStatus").contains("\"status\":\"UP\""));
        emulator.faults().killAmqp();
        check("down", () -> get(port, "/actuator/health/mqttStatus").contains("\"status\":\"DOWN\""));
        emulator.startAmqp();
        check("upAgain", () -> !get(port, "/actuator/health/mqttStatus").contains("\"status\":\"DOWN\""));
        check("endpoint", () -> get(port, "/actuator/mqttstatus/" + GROUP + "@@@lock").contains("\"ONLINE\""));
        check("prometheus", () -> get(port, "/actuator/prometheus").contains("mqtt_consumer_up{")
                && get(port, "/actuator/prometheus").contains("mqtt_status_process_seconds_count{"));
        ConfigurableApplicationContext other = SpringApplication.run(
                Watching.class,
                "--server.port=0",
                "--mqtt-status.domain=" + emulator.host(),
                "--mqtt-status.port=" + emulator.amqpPort(),
                "--mqtt-status.instance-id=" + emulator.instanceId(),
                "--mqtt-status.access-key=" + emulator.accessKey(),
                "--mqtt-status.secret-key=" + emulator.secretKey());
        check("shared", () -> other.getBean(PresenceTracker.class)
                .presence(GROUP + "@@@lock")
                .isOnline());

        // SIGTERM, while a listener works
        emulator.device(GROUP + "@@@busy").connect();
        BUSY.await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                check("stop", () -> DONE.contains(GROUP + "@@@busy"));
            } catch (Exception e) {
                System.out.println("check stop " + e);
            }
            System.out.flush();
        }));
        new ProcessBuilder("kill", "-TERM", String.valueOf(ProcessHandle.current().pid())).start();
        Thread.sleep(60_000);
        System.exit(1);
    }

    @MqttStatusListener(group = GROUP)
    void on(StatusNotice notice) throws InterruptedException {
        SEEN.add(notice.getClientId());
        if (notice.getClientId().endsWith("busy")) {
            BUSY.countDown();
            // longer than the start of the end takes
            Thread.sleep(2_000);
        }
        DONE.add(notice.getClientId());
    }

    private static void check(String name, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.isMet() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        System.out.println("check " + name + (condition.isMet() ? " ok" : " failed"));
    }

    private static String resource(String name) throws Exception {
        StringBuilder all = new StringBuilder();
        for (var each = StarterChecks.class.getClassLoader().getResources(name).asIterator(); each.hasNext(); ) {
            try (InputStream in = each.next().openStream()) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    private static String get(String port, String path) throws Exception {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        try (InputStream in =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
