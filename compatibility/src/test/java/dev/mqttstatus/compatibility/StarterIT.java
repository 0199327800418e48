package dev.mqttstatus.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.embedded.RedisServer;

/** Spring Boot applications with the starter, made of nothing but what a user declares, alone and beside its neighbours. */
class StarterIT {
    private static final String VERSION = System.getProperty("compatibility.version");
    private static final List<String> PARENTS = List.of("3.3.13", "3.5.7", "4.0.7");
    private static final List<String> DECLARED = List.of(
            "dev.mqttstatus:server-sdk-spring-boot-starter:" + VERSION,
            "dev.mqttstatus:sdk-emulator:" + VERSION,
            "org.springframework.boot:spring-boot-starter-web",
            "org.springframework.boot:spring-boot-starter-actuator",
            "org.springframework.boot:spring-boot-starter-data-redis",
            "io.micrometer:micrometer-registry-prometheus");
    private static final String[] NEIGHBOURS = {
        "org.springframework.boot:spring-boot-starter-amqp",
        "org.springframework.boot:spring-boot-starter-artemis",
        "com.alibaba:fastjson:1.2.83",
        "com.squareup.okhttp3:okhttp:4.12.0",
        "com.aliyun:aliyun-java-sdk-core:4.6.4"
    };

    /** The exit code of a JVM that it ended. */
    private static final int SIGTERM = 143;

    private static Projects projects;
    private static RedisServer redis;
    private static int redisPort;

    static List<String> names() {
        return List.copyOf(poms().keySet());
    }

    private static Map<String, String> poms() {
        Map<String, String> poms = new LinkedHashMap<>();
        for (String parent : PARENTS) {
            add(poms, Cell.spring(parent));
            add(poms, Cell.spring(parent, NEIGHBOURS));
        }
        return poms;
    }

    private static void add(Map<String, String> poms, Cell cell) {
        Cell all = cell;
        for (String each : DECLARED) {
            all = all.and("", each);
        }
        poms.put(all.name(), all.pom());
    }

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        projects = new Projects(Path.of("target", "starter").toAbsolutePath(), poms());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            redisPort = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer().port(redisPort).bind("127.0.0.1").build();
        redis.start();
    }

    @AfterAll
    static void end() throws IOException {
        if (redis != null) {
            redis.stop();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void anApplicationHasAllOfIt(String name) throws IOException, InterruptedException {
        Path folder = projects.folder(name);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String path =
                projects.classPath(name).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Projects.compile(
                classes, List.of("-cp", path), Path.of("src", "starter", "java").toAbsolutePath());
        Path log = folder.resolve("application.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-Dspring.data.redis.host=127.0.0.1",
                "-Dspring.data.redis.port=" + redisPort,
                "-Dmqtt-status.presence.key-prefix=" + name,
                "-cp",
                path + File.pathSeparator + classes,
                "app.StarterChecks"));
        assertEquals(SIGTERM, Projects.run(log, 4, command), () -> "see " + log);
        try (Stream<String> lines = Files.lines(log)) {
            assertEquals(
                    Stream.of("notice", "metadata", "up", "down", "upAgain", "endpoint", "prometheus", "shared", "stop")
                            .map(check -> "check " + check + " ok")
                            .toList(),
                    lines.filter(line -> line.startsWith("check ")).toList(),
                    () -> "see " + log);
        }
    }
}
