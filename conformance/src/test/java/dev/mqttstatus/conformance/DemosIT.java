package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Poll;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The four shapes of programs for the official SDK print the same with all, message ids and times apart. With ours they
 * are also run as compiled against the official SDK, which shows that ours is compatible in binary.
 */
class DemosIT {
    private static final String GROUP = "GID_shop";
    private static final String TOPIC = "orders";
    private static final Map<String, String> SETTINGS = Map.of("MQTT_GROUP_ID", GROUP, "MQTT_TOPIC", TOPIC);

    @ParameterizedTest
    @EnumSource
    void statusConsumer(Sdk sdk) throws Exception {
        for (Library compiledWith : compilers(sdk)) {
            // each its own: a demo that is killed may leave unsettled what it has printed
            try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                    Driver demo = demo(compiledWith, sdk, emulator, "StatusConsumerDemo")) {
                demo.await("subscribed");
                Notices.publish(emulator, GROUP, 1);
                assertEquals(
                        List.of(
                                "subscribed",
                                "{\"channelId\":\"0123456789abcdef0123456789abcdef\","
                                        + "\"clientId\":\"GID_shop@@@0\",\"clientIp\":\"203.0.113.7:50123\","
                                        + "\"statusType\":\"ONLINE\",\"time\":1700000000000}"),
                        output(demo, 2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void topicConsumer(Sdk sdk) throws Exception {
        for (Library compiledWith : compilers(sdk)) {
            try (Emulator emulator = sdk.start(Emulator.builder().topic(TOPIC));
                    Device device = new Device(emulator, "GID_demo@@@lock");
                    Driver demo = demo(compiledWith, sdk, emulator, "TopicConsumerDemo")) {
                demo.await("subscribed");
                device.publish(TOPIC + "/new", "hello");
                assertEquals(
                        List.of(
                                "subscribed",
                                "Receive:<id>,{\"bornTime\":<ms>,\"clientId\":\"GID_demo@@@lock\","
                                        + "\"firstTopic\":\"orders\",\"mqtt5ContentType\":\"text/plain\","
                                        + "\"mqtt5UserProperty\":"
                                        + "\"[{\\\"key\\\":\\\"color\\\",\\\"value\\\":\\\"blue\\\"}]\","
                                        + "\"secondTopic\":\"new\"},hello"),
                        output(demo, 2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void producerWithCallback(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic(TOPIC));
                Device device = new Device(emulator, "GID_demo@@@lock").subscribe(TOPIC + "/test")) {
            for (Library compiledWith : compilers(sdk)) {
                device.received().clear();
                try (Driver demo = demo(compiledWith, sdk, emulator, "ProducerCallbackDemo")) {
                    assertEquals(
                            Stream.generate(() -> "SendSuccess <id>").limit(10).toList(), output(demo, 10));
                    Poll.until(
                            "the messages at the device",
                            () -> device.received().size() >= 10);
                    assertEquals(
                            Stream.iterate(0, n -> n + 1)
                                    .limit(10)
                                    .map(n -> "hello " + n + " - - []")
                                    .toList(),
                            device.received());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void producerThatWaits(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic(TOPIC));
                Device device = new Device(emulator, "GID_demo@@@lock").subscribe(TOPIC + "/test")) {
            for (Library compiledWith : compilers(sdk)) {
                device.received().clear();
                try (Driver demo = demo(compiledWith, sdk, emulator, "ProducerSyncDemo")) {
                    assertEquals(List.of("{\"msgId\":\"<id>\",\"success\":true}"), output(demo, 1));
                    Poll.until(
                            "the message at the device",
                            () -> !device.received().isEmpty());
                    assertEquals(
                            List.of("hello application/json expires [key1=value1, key2=value2]"), device.received());
                }
            }
        }
    }

    private static List<Library> compilers(Sdk sdk) {
        return sdk.isOfficial() ? List.of(Library.OFFICIAL) : List.of(Library.OURS, Library.OFFICIAL);
    }

    private static Driver demo(Library compiledWith, Sdk sdk, Emulator emulator, String name) throws Exception {
        return Driver.start(compiledWith, sdk.library(), emulator, SETTINGS, name);
    }

    private static List<String> output(Driver demo, int lines) {
        demo.await("", lines);
        return demo.lines().stream()
                .map(line -> line.replaceAll("\\b[0-9A-F]{32}\\b", "<id>")
                        .replaceAll("\"bornTime\":\\d{13}\\b", "\"bornTime\":<ms>"))
                .toList();
    }
}
