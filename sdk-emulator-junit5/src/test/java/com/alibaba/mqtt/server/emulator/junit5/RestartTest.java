package com.alibaba.mqtt.server.emulator.junit5;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What survives a restart, also with the published jar, in which libraries have other names. */
@Timeout(60)
class RestartTest {
    private static final String SESSION = """
            {"version":1,"queues":{"STATUS.GID_demo":[{"body":"eA==","properties":{"a":"b"},"dead":true}]},
            "devices":{"sessions":[{"clientId":"GID_demo@@@lock","subscriptions":[{"filter":"demo_topic/a","qos":1,
            "noLocal":false,"queue":"GID_demo@@@lock.demo_topic/a"}]}],"queues":[{"name":"GID_demo@@@lock.demo_topic/a",
            "address":"demo_topic/a","durable":true,"messages":[]}]},
            "tokens":[{"token":{"text":"LzMT+x","type":"R","resources":["demo_topic/#"],"expires":9999999999999},
            "revoked":true}],"credentials":[{"clientId":"GID_demo@@@lock","keyId":"DC.A","secret":"DC.B","created":1,
            "updated":2}]}
            """;

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
            assertEquals(3, emulator.group("GID_demo").queued());
            assertEquals(1, emulator.queuedMessages("demo_topic"));
        }
    }

    @Test
    void aFileWithOneOfEachIsRead() throws Exception {
        Path file = directory.resolve("emulator.json");
        Files.writeString(file, SESSION);
        for (int restart = 0; restart < 2; restart++) {
            try (Emulator emulator = Emulator.builder().data(directory).start()) {
                assertEquals(1, emulator.group("GID_demo").deadLetters());
            }
            String written = Files.readString(file, UTF_8);
            for (String kept :
                    new String[] {"\"filter\":\"demo_topic/a\"", "\"LzMT+x\"", "\"DC.B\"", "\"eA==\"", "\"a\":\"b\""}) {
                assertEquals(1, written.split(kept.replace("+", "\\+"), -1).length - 1, kept + " in " + written);
            }
        }
    }
}
