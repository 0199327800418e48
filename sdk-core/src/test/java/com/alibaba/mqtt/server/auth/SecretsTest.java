package com.alibaba.mqtt.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.ChannelConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String SECRET = "verySecret7";
    private static final String TOKEN = "tokenOfSts8";

    @Test
    void credentialsShowTheKeyIdOnly() {
        assertEquals("Credentials[ak]", Credentials.of("ak", SECRET).toString());
        assertEquals(
                "Credentials[ak with STS token]",
                Credentials.of("ak", SECRET, TOKEN).toString());
    }

    @Test
    void loginsShowNothing() {
        Credentials credentials = Credentials.of("ak", SECRET, TOKEN);
        for (Login login : List.of(
                Login.aksign("c", "i", credentials, SignMethod.HMAC_SHA256, 1),
                Login.iotPlatform("c", "i", "g", credentials, SignMethod.HMAC_SHA256, 1),
                Login.signKey("i", credentials, "1"),
                Login.device("i", credentials, "GID_a@@@d"))) {
            assertEquals("Login[signed]", login.toString());
            assertFalse(login.password().contains(SECRET));
            assertFalse(login.userName().contains(SECRET));
        }
    }

    @Test
    void channelConfigShowsNeitherSecretNorPassword() {
        ChannelConfig config = new ChannelConfig();
        config.setAccessKey("ak");
        config.setSecretKey(SECRET);
        config.setSecurityToken(TOKEN);
        config.setTrustStorePassword("storePassword9");
        assertFalse(config.toString().contains(SECRET));
        assertFalse(config.toString().contains(TOKEN));
        assertFalse(config.toString().contains("storePassword9"));
        assertTrue(config.toString().contains("ak"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n"})
    void badCredentialsAreRefusedByName(String bad) {
        assertRefused("accessKeyId", () -> Credentials.of(bad, "s"));
        assertRefused("accessKeySecret", () -> Credentials.of("a", bad));
        assertRefused("securityToken", () -> Credentials.of("a", "s", bad));
    }

    @Test
    void credentialsGiveBackWhatTheyGot() {
        Credentials lasting = Credentials.of("a", "s");
        assertEquals("a", lasting.accessKeyId());
        assertEquals("s", lasting.accessKeySecret());
        assertNull(lasting.securityToken());
        assertEquals("t", Credentials.of("a", "s", "t").securityToken());
    }

    private static void assertRefused(String field, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(field + " is "), message);
    }
}
