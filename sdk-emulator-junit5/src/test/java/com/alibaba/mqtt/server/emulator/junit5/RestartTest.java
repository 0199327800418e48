package com.alibaba.mqtt.server.emulator.junit5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What survives a restart, also with the published jar, in which libraries have other names. */
@Timeout(60)
class RestartTest {
    @TempDir
    Path directory;

    @Test
    void whatIsQueuedIsThereAgain() throws Exception {
        try (Emulator emulator = Emulator.builder().data(directory).start()) {
            emulator.device("GID_demo@@@lock")
                    .connect()
                    .publish("demo_topic/a", "x")
                    .leave();
            emulator.group("GID_demo").awaitNotice("GID_demo@@@lock", "tcpclean");
        }
        try (Emulator emulator = Emulator.builder().data(directory).start()) {
            assertEquals(3, emulator.queued("GID_demo"));
            assertEquals(1, emulator.queuedMessages("demo_topic"));
        }
    }
}
