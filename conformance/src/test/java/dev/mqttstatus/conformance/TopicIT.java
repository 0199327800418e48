package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages from devices. */
class TopicIT {
    @ParameterizedTest
    @EnumSource
    void messagesOfATopicComeWithAllTheirProperties(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic("orders").topic("other"));
                Driver orders = Driver.start(sdk, emulator, "TopicDriver", "orders");
                Device device = new Device(emulator, "GID_demo@@@lock")) {
            orders.await("ready");
            device.publish("other/new", "not for orders");
            device.publish("orders/new/today", "one");
            orders.await("message");
            assertEquals(
                    "message with id orders new/today GID_demo@@@lock in ms text/plain"
                            + " [{\"key\":\"color\",\"value\":\"blue\"}] one",
                    orders.lines().get(1));
            for (int n = 0; n < 100; n++) {
                device.publish("orders/" + n, "more");
            }
            orders.await("more", 100);
            assertEquals(102, orders.lines().size());
        }
    }
}
