package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Poll;
import java.util.HashSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages to devices. */
class SendingIT {
    private static final int COUNT = 1_000;

    @ParameterizedTest
    @EnumSource
    void everySendIsConfirmedAndArrives(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic("orders"));
                Device device = new Device(emulator, "GID_demo@@@lock").subscribe("orders/#");
                Driver backend = Driver.start(sdk, emulator, "SendDriver", "orders/new", "" + COUNT, "60000")) {
            backend.await("stopped");
            assertEquals(1, backend.count("confirmed " + COUNT + ", failed 0."), () -> backend.lines() + "");
            assertEquals(1, backend.count("sync true true."), () -> backend.lines() + "");
            Poll.until("the messages at the device", () -> device.received().size() >= COUNT + 1);
            assertEquals(COUNT + 1, device.received().size());
            assertEquals(COUNT + 1, new HashSet<>(device.received()).size());
            assertTrue(device.received().contains("sync text/plain expires [color=blue, size=7]"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageToOneDeviceNeedsNoSubscription(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic("orders"));
                Device device = new Device(emulator, "GID_demo@@@lock");
                Device other = new Device(emulator, "GID_demo@@@lamp");
                Driver backend =
                        Driver.start(sdk, emulator, "SendDriver", "orders/p2p/GID_demo@@@lock", "10", "60000")) {
            backend.await("stopped");
            Poll.until("the messages at the device", () -> device.received().size() >= 11);
            assertEquals(11, device.received().size());
            assertEquals(0, other.received().size());
        }
    }
}
