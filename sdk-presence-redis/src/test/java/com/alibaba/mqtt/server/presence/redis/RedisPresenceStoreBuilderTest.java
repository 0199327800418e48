package com.alibaba.mqtt.server.presence.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisPresenceStoreBuilderTest {
    private final RedisPresenceStoreBuilder builder = RedisPresenceStore.builder();

    private static String refused(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void eachSettingIsChecked() {
        assertEquals("uri is null; it must be set", refused(() -> builder.uri(null)));
        assertEquals("client is null; it must be set", refused(() -> builder.client(null)));
        assertEquals("instanceId is null; it must be set", refused(() -> builder.instanceId(null)));
        assertEquals(
                "keyPrefix is \"a{b}\"; at least one character is needed, no braces and no white space",
                refused(() -> builder.keyPrefix("a{b}")));
        assertTrue(refused(() -> builder.instanceId("")).startsWith("instanceId is \"\""));
        assertEquals("timeout is PT0S; PT0.1S to PT10M is allowed", refused(() -> builder.timeout(Duration.ZERO)));
        assertTrue(refused(() -> builder.forgetAfter(Duration.ZERO)).startsWith("forgetAfter is PT0S; PT1S to "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:the-secret@",
                "http://:the-secret@host",
                "redis://:the-secret@host:port",
                "the-secret",
                "redis://:the-secret@ho st",
                "redis://:the-secret#x@host:1",
                "redis://:the-secret/x@host:1",
                "redis-sentinel://:the-secret@host"
            })
    void aUriThatCannotBeReadIsNotRepeated(String uri) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> builder.uri(uri));
        assertTrue(error.getMessage().startsWith("uri cannot be read"), error::getMessage);
        assertFalse(error.getMessage().contains("the-secret"), error::getMessage);
        assertNull(error.getCause());
    }

    @Test
    void whatIsMissingIsNamed() {
        assertTrue(refused(builder::build).startsWith("instanceId is not set"));
        builder.instanceId("post-cn-demo");
        assertTrue(refused(builder::build).startsWith("uri and client are both missing"));
    }
}
