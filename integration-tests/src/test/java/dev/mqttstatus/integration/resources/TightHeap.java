package dev.mqttstatus.integration.resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** So many notices wait at the server that all of them would take several times the 48 MB of heap that the backend has. */
@ExtendWith(LeakCheck.class)
@Timeout(1800)
abstract class TightHeap {
    private static final String GROUP = "GID_demo";
    private static final int NOTICES = Integer.getInteger("tightheap.notices", 300_000);
    private static final int CLIENTS = 1_000;
    /** Some ten seconds are enough on a quiet machine. */
    private static final long PATIENCE_SECONDS = 900;

    abstract Protocol protocol();

    @Test
    void queuedNoticesNeedNoMemory() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            for (int n = 0; n < NOTICES; n++) {
                emulator.group(GROUP).publish(notice(n));
            }
            try (Program backend = Program.of(
                    List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"),
                    TightHeapBackend.class,
                    Map.of(),
                    protocol().name(),
                    String.valueOf(emulator.amqpPort()),
                    emulator.instanceId(),
                    emulator.accessKey(),
                    emulator.secretKey(),
                    GROUP,
                    String.valueOf(NOTICES))) {
                assertEquals(0, backend.awaitExit(PATIENCE_SECONDS), backend.output() + backend.errors());
                assertEquals(
                        "distinct=" + NOTICES + " calls=" + NOTICES,
                        backend.output().strip());
            }
            assertEquals(0, emulator.group(GROUP).queued());
        }
    }

    private static byte[] notice(int number) {
        return ("{\"clientId\":\"" + GROUP + "@@@d" + number % CLIENTS
                        + "\",\"eventType\":\"connect\",\"channelId\":\"c\",\"clientIp\":\"127.0.0.1:1\",\"time\":"
                        + number
                        + "}")
                .getBytes(UTF_8);
    }
}
