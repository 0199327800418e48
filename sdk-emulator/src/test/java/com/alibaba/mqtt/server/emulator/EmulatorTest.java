package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import dev.mqttstatus.testing.Trusted;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EmulatorTest {

    @Test
    void startsThreeTimesAndLeavesNeitherThreadsNorFiles() throws Exception {
        Emulator.builder().start().close(); // what the first one leaves is there once, such as the common pool
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        List<Path> files = files();
        for (int time = 0; time < 3; time++) {
            try (Emulator emulator = Emulator.builder().amqpTls(true).start()) {
                emulator.faults().delay(100, Duration.ZERO, Duration.ofMillis(1));
                Device device = Device.connect(3, emulator, "GID_demo@@@device");
                try (Backend backend = new Backend(emulator, "STATUS.GID_demo")) {
                    assertEquals("connect", backend.event());
                }
                device.disconnect();
            }
        }
        Await.value(Set.of(), () -> newThreads(threads));
        assertEquals(files, files());
    }

    @Test
    void twoEmulatorsDoNotMeet() throws Exception {
        try (Emulator one = Emulator.builder().secretKey("one").start();
                Emulator two = Emulator.builder().secretKey("two").start()) {
            Device.connect(3, one, "GID_demo@@@device");
            Device.connect(5, two, "GID_demo@@@device").disconnect();
            Await.value(1L, () -> one.group("GID_demo").queued());
            Await.value(3L, () -> two.group("GID_demo").queued());
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeftRunning() throws Exception {
        EmulatorBuilder settings;
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.port(0).getAddress())) {
            port = taken.getLocalPort();
            assertTaken("mqtt port " + port + " is taken", Emulator.builder().mqttPort(port));
            assertTaken("amqp port " + port + " is taken", Emulator.builder().amqpPort(port));
            Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
            settings = Emulator.builder().openApiPort(port);
            assertTaken("openapi port " + port + " is taken", settings);
            Await.value(Set.of(), () -> newThreads(threads));
        }
        try (Emulator emulator = settings.start()) {
            assertEquals(port, emulator.openApiPort());
        }
    }

    @Test
    void givenPortsAreUsed() throws Exception {
        int mqtt;
        int amqp;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            mqtt = one.getLocalPort();
            amqp = two.getLocalPort();
        }
        try (Emulator emulator =
                Emulator.builder().mqttPort(mqtt).amqpPort(amqp).start()) {
            assertEquals(mqtt, emulator.mqttPort());
            assertEquals(amqp, emulator.amqpPort());
        }
    }

    @Test
    void defaultsAndSettings() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            assertEquals("127.0.0.1", emulator.host());
            assertEquals("mqtt-cn-emulator", emulator.instanceId());
            assertEquals("sample-access-key", emulator.accessKey());
            assertEquals("sample-secret-key", emulator.secretKey());
            assertEquals(List.of("GID_demo"), emulator.groups());
            assertEquals(List.of("demo_topic"), emulator.topics());
            assertThrows(IllegalStateException.class, emulator::amqpsPort);
            assertThrows(IllegalStateException.class, emulator::certificate);
            assertFalse(emulator.toString().contains("secret"), emulator::toString);
        }
    }

    @Test
    void aClosedEmulatorSaysSo() throws Exception {
        Emulator emulator = Emulator.builder().start();
        emulator.close();
        emulator.close();
        for (Executable use : List.<Executable>of(
                emulator::stopAmqp,
                emulator::startAmqp,
                emulator::cutAmqpConnections,
                () -> emulator.group("GID_demo").queued(),
                () -> emulator.group("GID_demo").deadLetters(),
                () -> emulator.queuedMessages("demo_topic"),
                () -> emulator.openApi().next(OpenApiFault.CUT),
                emulator::openApi,
                () -> emulator.group("GID_demo").publish("x".getBytes(UTF_8)))) {
            assertThrows(IllegalStateException.class, use);
        }
    }

    @Test
    void amqpWithTls() throws Exception {
        try (Emulator emulator = Emulator.builder().amqpTls(true).start()) {
            emulator.faults().delay(100, Duration.ZERO, Duration.ofMillis(1));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, Trusted.managers(emulator.certificate()).getTrustManagers(), null);
            int port = emulator.amqpsPort();
            JmsConnectionFactory factory = Backend.factory(emulator, "amqps://localhost:" + port);
            factory.setSslContext(context);
            new Backend(factory, "STATUS.GID_demo").close();
            emulator.stopAmqp();
            emulator.startAmqp();
            assertEquals(port, emulator.amqpsPort());
        }
    }

    @Test
    void wrongSettingsAreNamed() {
        assertWrong("mqttPort is -1, allowed are 0 to 65535", b -> b.mqttPort(-1));
        assertWrong("amqpPort is 65536, allowed are 0 to 65535", b -> b.amqpPort(65_536));
        assertWrong("openApiPort is -1, allowed are 0 to 65535", b -> b.openApiPort(-1));
        assertWrong("instanceId is a b, allowed are 1 to 64", b -> b.instanceId("a b"));
        assertWrong("accessKey is null, allowed are 1 to 64", b -> b.accessKey(null));
        assertWrong("secretKey is empty, allowed is any text", b -> b.secretKey(""));
        assertWrong("securityToken is null, allowed is any text", b -> b.securityToken(null));
        assertWrong("group is demo, allowed are GID_ or GID-", b -> b.group("demo"));
        assertWrong("topic is a/b, allowed are 3 to 64", b -> b.topic("a/b"));
        assertWrong("iotPlatform is a b, allowed are 1 to 64", b -> b.iotPlatform("a b"));
        assertWrong("maxDeliveries is 0, allowed are 1 to 100", b -> b.maxDeliveries(0));
        assertWrong("maxDeliveries is 101, allowed are 1 to 100", b -> b.maxDeliveries(101));
        assertWrong("loginWindow is PT0S, allowed are PT1S to", b -> b.loginWindow(Duration.ZERO));
        assertWrong("batchCache is PT-1S, allowed are PT0S to", b -> b.batchCache(Duration.ofSeconds(-1)));
        assertThrows(NullPointerException.class, () -> Emulator.builder().clock(null));
        assertThrows(NullPointerException.class, () -> Emulator.builder().openApi(null));
        assertWrong(
                "perSecond is 0, allowed are 1 to", b -> OpenApiLimits.none().address(0));
        assertWrong(
                "perSecond is 100001, allowed are 1 to",
                b -> OpenApiLimits.none().account("A", 100_001));
        assertWrong(
                "action is a b, allowed are 1 to 64", b -> OpenApiLimits.none().account("a b", 1));
        assertWrong(
                "time is PT0S, allowed are PT0.001S to",
                b -> OpenApiLimits.none().block(Duration.ZERO));
    }

    private static void assertWrong(String message, Consumer<EmulatorBuilder> setting) {
        EmulatorBuilder builder = Emulator.builder();
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> setting.accept(builder));
        assertTrue(wrong.getMessage().startsWith(message), wrong::getMessage);
    }

    private static void assertTaken(String message, EmulatorBuilder settings) {
        IOException taken = assertThrows(IOException.class, settings::start);
        assertEquals(message, taken.getMessage());
    }

    /** Threads of libraries for tests, and the JVM's, come and go when they like. */
    private static Set<String> newThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("Rx") && !name.startsWith("ForkJoinPool") && !name.startsWith("JNA"))
                .filter(name -> !name.startsWith("com.hivemq") && !name.startsWith("surefire"))
                .collect(Collectors.toSet());
    }

    private static List<Path> files() throws IOException {
        try (var here = Files.list(Path.of(""))) {
            return here.sorted().toList();
        }
    }
}
