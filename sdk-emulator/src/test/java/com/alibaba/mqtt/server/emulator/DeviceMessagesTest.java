package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMessagesTest {

    @ParameterizedTest
    @CsvSource({"0, shop/+/state", "1, shop/#", "1, shop/door/state"})
    void devicesTalkToEachOther(int qos, String filter) throws Exception {
        try (Emulator emulator = Emulator.builder().topic("shop").topic("bank").start()) {
            Device hearer = Device.connect(5, emulator, "GID_demo@@@hearer");
            Device speaker = Device.connect(3, emulator, "GID_demo@@@speaker");
            try (Mqtt5Publishes heard = hearer.mqtt5().publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
                hearer.mqtt5()
                        .subscribeWith()
                        .topicFilter(filter)
                        .qos(MqttQos.fromCode(qos))
                        .send();
                for (String topic : List.of("bank/door/state", "shop/door/state")) {
                    speaker.mqtt3()
                            .publishWith()
                            .topic(topic)
                            .qos(MqttQos.fromCode(qos))
                            .payload(topic.getBytes(UTF_8))
                            .send();
                }
                Mqtt5Publish publish = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
                assertEquals("shop/door/state", publish.getTopic().toString());
                assertEquals("shop/door/state", new String(publish.getPayloadAsBytes(), UTF_8));
            }
        }
    }

    @Test
    void manyDevices() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            int devices = 200;
            for (int number = 0; number < devices; number++) {
                Device.connect(3, emulator, "GID_demo@@@device-" + number);
            }
            Await.value((long) devices, () -> emulator.group("GID_demo").queued());
        }
    }
}
