package com.alibaba.mqtt.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private final Map<String, String> variables = new HashMap<>(Map.of(
            "MQTT_DOMAIN", "mqtt.example.com",
            "MQTT_PORT", "5673",
            "MQTT_INSTANCE_ID", "post-cn-1",
            "MQTT_AK_ENV", "LTAI",
            "MQTT_SK_ENV", "very-secret"));

    private ChannelConfig read() {
        return Environment.read(variables::get);
    }

    @Test
    void allThatIsSetIsTaken() {
        ChannelConfig config = read();
        assertEquals("mqtt.example.com", config.getDomain());
        assertEquals(5673, config.getPort());
        assertEquals("post-cn-1", config.getInstanceId());
        assertEquals("LTAI", config.getAccessKey());
        assertEquals("very-secret", config.getSecretKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void thePortMayBeMissing(String blank) {
        variables.put("MQTT_PORT", blank);
        assertEquals(5672, read().getPort());
        variables.remove("MQTT_PORT");
        assertEquals(5672, read().getPort());
    }

    @Test
    void withoutAKeyPairCredentialsAreLookedFor() {
        variables.remove("MQTT_AK_ENV");
        variables.put("MQTT_SK_ENV", "");
        ChannelConfig config = read();
        assertNull(config.getAccessKey());
        assertNotNull(config.getCredentialsProvider());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQTT_DOMAIN", "MQTT_INSTANCE_ID", "MQTT_AK_ENV", "MQTT_SK_ENV"})
    void whatIsMissingIsNamed(String name) {
        variables.remove(name);
        IllegalArgumentException missing = assertThrows(IllegalArgumentException.class, this::read);
        assertEquals("the environment variable " + name + " is not set", missing.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "MQTT_DOMAIN,      http://mqtt.example.com, domain",
        "MQTT_PORT,        amqp,                    port",
        "MQTT_PORT,        65536,                   port",
        "MQTT_INSTANCE_ID, a:b,                     instanceId",
        "MQTT_AK_ENV,      a|b,                     accessKey",
        "MQTT_SK_ENV,      'not\tsecret',           secretKey"
    })
    void whatIsNotAllowedIsNamedAndNoSecretShown(String name, String value, String field) {
        variables.put(name, value);
        String text = assertThrows(IllegalArgumentException.class, this::read).getMessage();
        assertTrue(text.startsWith("the environment variable " + name + ": " + field), text);
        assertFalse(text.contains("secret\""), text);
        assertFalse(text.contains("very-secret"), text);
    }
}
