package dev.mqttstatus.integration.nativeimage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import dev.mqttstatus.integration.presence.RedisNode;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Pem;
import dev.mqttstatus.testing.Program;
import dev.mqttstatus.testing.Trusted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.agent.RuntimeHintsAgent;

/**
 * A native image has of what is looked up by name only what files in the jars name. An agent records what a program that
 * uses the entire SDK looks up, the SDK and its libraries, and these files must name all of it.
 */
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class LookupsIT {
    /** Where the agent looks at calls; what the JDK looks up for a library it does not see. */
    private static final String WATCHED = Stream.of(
                    "com.alibaba",
                    "org.apache.qpid",
                    "org.apache.commons.codec",
                    "jakarta.jms",
                    "com.rabbitmq",
                    "dev.mqttstatus.query",
                    "io.netty",
                    "io.lettuce",
                    "reactor",
                    "io.micrometer",
                    "org.HdrHistogram",
                    "org.slf4j")
            .collect(Collectors.joining(",+", "+", ""));

    private List<Lookup> lookups;

    @BeforeAll
    void record(@TempDir Path folder) throws Exception {
        EmulatorBuilder builder = Emulator.builder().amqpTls(true).group("GID_demo");
        for (Way way : Way.values()) {
            builder.group(way.group()).topic(way.topic());
        }
        try (Emulator emulator = builder.start();
                RedisNode redis = RedisNode.started()) {
            prepare(folder, emulator);
            Path file = folder.resolve("lookups.txt");
            List<String> arguments = new ArrayList<>(List.of(file.toString()));
            arguments.addAll(TestServer.arguments(folder, redis.uri(), emulator));
            String agent = Path.of(RuntimeHintsAgent.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            List<String> options = List.of(
                    "-javaagent:" + agent + "=" + WATCHED,
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    // libraries go the way that they go in an image
                    "-Dorg.graalvm.nativeimage.imagecode=runtime",
                    "-Duser.home=" + folder);
            try (Program program = Program.of(options, EntireUse.class, Map.of(), arguments.toArray(String[]::new))) {
                assertEquals(0, program.awaitExit(120), () -> program.output() + program.errors());
            }
            lookups = Files.readAllLines(file).stream().map(Lookup::parse).toList();
        }
    }

    private static void prepare(Path folder, Emulator emulator) throws Exception {
        for (Way way : Way.values()) {
            emulator.group(way.group())
                    .publish(("{\"clientId\":\"" + way.group() + "@@@d\",\"eventType\":\"connect\"}").getBytes(UTF_8));
            try (EmulatedDevice device = emulator.device(way.group() + "@@@device")) {
                device.connect().publish(way.topic() + "/x", "hello");
            }
        }
        Trusted.write(emulator.certificate(), folder.resolve("trusted.p12"), "changeit");
        Files.writeString(folder.resolve("trusted.pem"), Pem.of(emulator.certificate()));
        Files.createDirectories(folder.resolve(".aliyun"));
        Files.createDirectories(folder.resolve(".alibabacloud"));
        Files.writeString(folder.resolve(".aliyun/config.json"), """
                {"current": "p", "profiles": [
                  {"name": "p", "mode": "AK", "access_key_id": "config.json", "access_key_secret": "s"}]}""");
        Files.writeString(folder.resolve(".alibabacloud/credentials.ini"), """
                [default]
                type = access_key
                access_key_id = credentials.ini
                access_key_secret = s
                """);
    }

    private List<String> missingWithout(String files) {
        ImageMetadata metadata = ImageMetadata.without(files, MetadataFiles.onTheClassPath());
        return lookups.stream()
                .filter(lookup -> !metadata.covers(lookup))
                .map(Lookup::toString)
                .toList();
    }

    /** Netty is initialized by the build if netty-codec-http is there, which Lettuce does not bring, else by the image. */
    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "io.netty/netty-codec-http/native-image.properties"})
    void allThatIsLookedUpIsNamed(String file) {
        assertEquals("", String.join("\n", missingWithout(file)));
    }

    /** So that this test can fail, and no file is superfluous. */
    @ParameterizedTest
    @ValueSource(strings = {"sdk-core", "sdk-status", "sdk-presence", "sdk-presence-redis", "sdk-query"})
    void withoutTheFilesOfAModuleSomeIsNotNamed(String module) {
        assertNotEquals(List.of(), missingWithout("dev.mqttstatus/" + module + "/"));
    }
}
