package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.delivery.Decoder;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersTest {
    private static final StatusListener NOTICES = notice -> {};
    private static final MessageListener MESSAGES = (id, properties, payload) -> {};

    private static ConnectionSettings iotPlatform(String consumerGroupId) {
        ChannelConfig config = FakeServer.config();
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setConsumerGroupId(consumerGroupId);
        return ConnectionSettings.of(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GID_a", "a", "0-_", "0123456789012345678901234567890123456789012345678901234567890123"})
    void groupsThatAreAllowed(String group) {
        assertEquals(Source.status(group), Listeners.statusSource(group, NOTICES));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "GID a",
                "a/b",
                "GID@@@a",
                "\u00e4",
                "a\n",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void groupsThatAreNot(String group) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Listeners.statusSource(group, NOTICES));
        assertTrue(refused.getMessage().startsWith("mqttGroupId is "), refused.getMessage());
        assertTrue(refused.getMessage().lines().count() == 1, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "a.b", "\u00e4", "$x"})
    void topicsThatAreAllowed(String topic) {
        assertEquals(Source.topic(topic), Listeners.topicSource(topic, MESSAGES));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a/b", "+", "#", "a b", "a\t"})
    void topicsThatAreNot(String topic) {
        assertThrows(IllegalArgumentException.class, () -> Listeners.topicSource(topic, MESSAGES));
    }

    @Test
    void aListenerIsNeeded() {
        assertThrows(IllegalArgumentException.class, () -> Listeners.statusSource("GID_a", null));
        assertThrows(IllegalArgumentException.class, () -> Listeners.topicSource("a", null));
    }

    @Test
    void theDialectOfTheStartDecidesHowNoticesAreRead() {
        FakeDelivery notice = new FakeDelivery(FakeServer.connect("c", 1));
        assertNotNull(Listeners.ofStatus(NOTICES, () -> null).decode(notice));
        ConnectionSettings mqtt = ConnectionSettings.of(FakeServer.config());
        assertNotNull(Listeners.ofStatus(NOTICES, () -> mqtt).decode(notice));
        ConnectionSettings iot = iotPlatform("group");
        Decoder ofIot = Listeners.ofStatus(NOTICES, () -> iot);
        assertNull(ofIot.decode(notice), "is about no status there");
    }

    @Test
    void withIotPlatformOnlyTheConsumerGroupIsAllowed() {
        Listeners listeners = new Listeners();
        listeners.decoders().put(Source.topic("any"), delivery -> null);
        listeners.decoders().put(Source.status("group"), delivery -> null);
        assertDoesNotThrow(() -> listeners.requireGroupsOf(iotPlatform("group")));
        assertThrows(IllegalArgumentException.class, () -> listeners.requireGroupsOf(iotPlatform("other")));
        assertDoesNotThrow(() -> listeners.requireGroupsOf(ConnectionSettings.of(FakeServer.config())));
    }
}
