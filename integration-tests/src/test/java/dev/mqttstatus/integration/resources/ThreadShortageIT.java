package dev.mqttstatus.integration.resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Program;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For some seconds the system gives the backend no thread. The shortage is one of address space, which binds any user;
 * limits of the number of threads do not bind root.
 */
@ExtendWith(LeakCheck.class)
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class ThreadShortageIT {
    private static final String GROUP = "GID_demo";
    private static final int NOTICES = 220;
    private static final long ADDRESS_SPACE_KB = 16L << 20;

    @ParameterizedTest
    @EnumSource(value = Protocol.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void allNoticesAreHeardWhenItIsOver(Protocol protocol) throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Program backend = Program.limited(
                        ADDRESS_SPACE_KB,
                        List.of(
                                "-Xss256m",
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:ReservedCodeCacheSize=64m",
                                "-XX:CompressedClassSpaceSize=64m"),
                        ThreadShortage.class,
                        protocol.name(),
                        String.valueOf(emulator.amqpPort()),
                        emulator.instanceId(),
                        emulator.accessKey(),
                        emulator.secretKey(),
                        GROUP,
                        String.valueOf(NOTICES))) {
            backend.awaitOutput("short of threads", 1);
            for (int n = 0; n < NOTICES; n++) {
                emulator.group(GROUP).publish(notice(n));
            }
            assertEquals(0, backend.awaitExit(), () -> backend.output() + backend.errors());
            assertTrue(backend.output().contains("heard=" + NOTICES), backend.output());
            assertEquals(0, emulator.group(GROUP).queued());
        }
    }

    private static byte[] notice(int number) {
        return ("{\"clientId\":\"" + GROUP + "@@@d" + number
                        + "\",\"eventType\":\"connect\",\"channelId\":\"c\",\"clientIp\":\"127.0.0.1:1\",\"time\":"
                        + number
                        + "}")
                .getBytes(UTF_8);
    }
}
