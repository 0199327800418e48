package com.alibaba.mqtt.server.emulator.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Vectors;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceLoginTest {
    private static final JSONObject VECTOR = Vectors.byId("mqtt_amqp", "mqtt-signature-mode");
    private static final String CLIENT_ID = VECTOR.getString("clientId");
    private static final String USER = VECTOR.getString("expectedUsername");
    private static final String PASSWORD = VECTOR.getString("expectedPassword");

    private final Account account = new Account(
            VECTOR.getString("instanceId"),
            VECTOR.getString("accessKey"),
            VECTOR.getString("secretKey"),
            null,
            List.of("GID_test"));
    private final DeviceLogin login = new DeviceLogin(account, Clock.systemUTC());

    @Test
    void acceptsTheVector() {
        assertEquals(Optional.empty(), login.refusal(CLIENT_ID, USER, PASSWORD));
    }

    @ParameterizedTest
    @CsvSource({
        "Signature|other|post-cn-0pp12gl0000, access key is unknown",
        "Signature|testid|other, instance other is unknown",
        "Token|testid|post-cn-0pp12gl0000, not of the form <type>",
        "Other|testid|post-cn-0pp12gl0000, not Signature, Token or DeviceCredential",
        "DeviceCredential|testid|post-cn-0pp12gl0000, no device credential",
        "Signature|testid, not of the form",
        "Signature|testid|post-cn-0pp12gl0000|, not of the form",
        ", missing"
    })
    void refusesOtherUsers(String user, String reason) {
        Optional<String> refusal = login.refusal(CLIENT_ID, user, PASSWORD);
        assertTrue(refusal.orElseThrow().contains(reason), refusal::get);
    }

    @Test
    void refusesAWrongPasswordAndDoesNotShowTheRightOne() {
        String refusal = login.refusal(CLIENT_ID, USER, "wrong").orElseThrow();
        assertTrue(refusal.contains("password"), refusal);
        assertFalse(refusal.contains(PASSWORD), refusal);
        assertTrue(login.refusal(CLIENT_ID, USER, null).isPresent());
    }

    @Test
    void followsTheSecretKey() {
        account.secretKey("new");
        assertTrue(login.refusal(CLIENT_ID, USER, PASSWORD).isPresent());
        assertEquals(Optional.empty(), login.refusal(CLIENT_ID, USER, Hmac.SHA1.base64("new", CLIENT_ID)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GID_test",
                "GID_test@@@",
                "@@@device",
                "GID_test@@device",
                "GID_test@@@de/vice",
                "GID_test@@@a@@@b",
                "test@@@device",
                "GID_test@@@device-7890123456789012345678901234567890123456789012345"
            })
    void refusesMalformedClientIds(String clientId) {
        String refusal = login.refusal(clientId, USER, Hmac.SHA1.base64(account.secretKey(), clientId))
                .orElseThrow();
        assertTrue(refusal.contains("client id"), refusal);
    }

    @Test
    void refusesAMissingClientIdAndAnUnknownGroup() {
        assertTrue(login.refusal(null, USER, PASSWORD).isPresent());
        String refusal = login.refusal("GID_other@@@d", USER, Hmac.SHA1.base64("testsecret", "GID_other@@@d"))
                .orElseThrow();
        assertTrue(refusal.contains("GID_other"), refusal);
    }

    @Test
    void acceptsAClientIdOf64Characters() {
        String clientId = "GID_test@@@" + "d".repeat(53);
        assertEquals(64, clientId.length());
        assertEquals(Optional.empty(), login.refusal(clientId, USER, Hmac.SHA1.base64(account.secretKey(), clientId)));
    }
}
