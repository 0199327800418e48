package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Poll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lost connection. */
class RecoveryIT {
    private static final String GROUP = "GID_shop";

    @ParameterizedTest
    @EnumSource
    void aCutConnectionComesBackWithItsSubscriptions(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                Driver backend = Driver.start(sdk, emulator, "StatusDriver", GROUP)) {
            backend.await("ready");
            Notices.publish(emulator, GROUP, 0, 10);
            backend.await("notice", 10);
            Poll.until("all is settled", () -> emulator.group(GROUP).queued() == 0);
            emulator.cutAmqpConnections();
            Notices.publish(emulator, GROUP, 10, 20);
            backend.await("notice", 20);
            Poll.until("all is settled", () -> emulator.group(GROUP).queued() == 0);
            assertEquals(
                    20,
                    backend.lines().stream()
                            .filter(line -> line.startsWith("notice"))
                            .distinct()
                            .count());
        }
    }
}
