package com.alibaba.mqtt.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecodersTest {
    private static final Map<String, String> IOT_STATUS = Map.of("topic", "/as/mqtt/status/key/lamp");

    @Test
    void aMessageIsOrderedByItsSender() {
        List<Object> heard = new ArrayList<>();
        Decoder decoder = Decoders.ofMessages((id, properties, payload) -> {
            heard.add(id);
            heard.add(properties);
            heard.add(new String(payload, java.nio.charset.StandardCharsets.UTF_8));
        });
        Decoder.Call call = decoder.decode(new FakeDelivery(
                "hello",
                Map.of(
                        "mqttParentTopic", "parent",
                        "mqttSecondTopic", "a/b",
                        "clientId", "GID_a@@@b",
                        "bornTime", "1700000000000",
                        "mqtt5UserProperty", "[]")));
        assertEquals("GID_a@@@b", call.clientId());
        call.run();
        MessageProperties properties = (MessageProperties) heard.get(1);
        assertEquals(List.of("message-id", "hello"), List.of(heard.get(0), heard.get(2)));
        assertEquals("parent", properties.getFirstTopic());
        assertEquals("a/b", properties.getSecondTopic());
        assertEquals(1_700_000_000_000L, properties.getBornTime());
        assertEquals("content-type", properties.getMqtt5ContentType());
        assertEquals("60", properties.getMqtt5MsgExpireInterval());
    }

    @Test
    void aMessageWithAMalformedTimeIsMalformed() {
        Decoder decoder = Decoders.ofMessages((id, properties, payload) -> {});
        assertThrows(
                IllegalArgumentException.class, () -> decoder.decode(new FakeDelivery("", Map.of("bornTime", "soon"))));
    }

    @Test
    void iotPlatformsStatusBecomesANotice() {
        List<StatusNotice> heard = new ArrayList<>();
        Decoder decoder = Decoders.ofIotPlatform(heard::add);
        decoder.decode(new FakeDelivery(
                        "{\"status\":\"offline\",\"productKey\":\"key\",\"deviceName\":\"lamp\",\"utcTime\":"
                                + "\"2023-11-14T22:13:20.000Z\",\"clientIp\":\"203.0.113.7\",\"offlineReasonCode\":427}",
                        IOT_STATUS))
                .run();
        StatusNotice notice = heard.get(0);
        assertEquals(EventType.TCPCLEAN, notice.eventType());
        assertEquals(List.of("key", "lamp"), List.of(notice.groupId(), notice.deviceId()));
        assertEquals(1_700_000_000_000L, notice.getTime());
        assertEquals("427", notice.remark());
        assertNull(notice.getChannelId());
        decoder.decode(new FakeDelivery(
                        "{\"status\":\"online\",\"productKey\":\"key\",\"deviceName\":\"lamp\",\"time\":"
                                + "\"2023-11-15 06:13:20.000\"}",
                        IOT_STATUS))
                .run();
        assertEquals(EventType.CONNECT, heard.get(1).eventType());
        assertEquals(1_700_000_000_000L, heard.get(1).getTime());
    }

    @Test
    void otherMessagesOfIotPlatformAreIgnoredAndMalformedOnesRefused() {
        Decoder decoder = Decoders.ofIotPlatform(notice -> {});
        assertNull(decoder.decode(new FakeDelivery("{}", Map.of("topic", "/key/lamp/thing/event/property/post"))));
        assertNull(decoder.decode(new FakeDelivery("{}")));
        for (String body : List.of(
                "",
                "x",
                "[]",
                "{}",
                "{\"status\":\"sleeping\",\"productKey\":\"key\",\"deviceName\":\"lamp\"}",
                "{\"status\":\"online\",\"productKey\":\"key\"}",
                "{\"status\":\"online\",\"productKey\":\"key\",\"deviceName\":\"lamp\",\"utcTime\":\"now\"}")) {
            assertThrows(
                    IllegalArgumentException.class, () -> decoder.decode(new FakeDelivery(body, IOT_STATUS)), body);
        }
    }
}
