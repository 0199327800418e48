package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MessagePropertiesTest {
    @Test
    void headersAreRead() {
        MessageProperties properties = new MessageProperties(
                Map.of(
                        "mqttParentTopic", "t",
                        "mqttSecondTopic", "/a/b",
                        "clientId", "GID_a@@@d1",
                        "bornTime", "1700000000000",
                        "mqtt5UserProperty", "[]",
                        "other", "x"),
                "text/plain",
                "60");
        assertEquals("t", properties.getFirstTopic());
        assertEquals("/a/b", properties.getSecondTopic());
        assertEquals("GID_a@@@d1", properties.getClientId());
        assertEquals(1_700_000_000_000L, properties.getBornTime());
        assertEquals("[]", properties.getMqtt5UserProperty());
        assertEquals("text/plain", properties.getMqtt5ContentType());
        assertEquals("60", properties.getMqtt5MsgExpireInterval());
    }

    @Test
    void allMayBeMissing() {
        MessageProperties properties = new MessageProperties(Map.of(), null, null);
        assertNull(properties.getBornTime());
        assertNull(properties.getClientId());
    }

    @Test
    void aBornTimeThatIsNoNumberIsRefused() {
        assertThrows(NumberFormatException.class, () -> new MessageProperties(Map.of("bornTime", "soon"), null, null));
    }
}
