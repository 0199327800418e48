package com.alibaba.mqtt.server.emulator.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Vectors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendLoginTest {
    private static final long TIME = 1573489088171L;
    private static final JSONObject VECTOR = Vectors.byId("mqtt_amqp", "iot-amqp10-aksign-hmacsha256");
    private static final String USER = VECTOR.getString("expectedUsername");
    private static final String PASSWORD = VECTOR.getString("expectedPassword");

    private static final JSONObject TOKEN_VECTOR = Vectors.byId("mqtt_amqp", "iot-amqp10-ststoken-hmacsha1");
    private static final String TOKEN_USER = TOKEN_VECTOR.getString("expectedUsername");
    private static final String TOKEN_PASSWORD = TOKEN_VECTOR.getString("expectedPassword");
    private static final String TOKEN = "CAIStoken";

    private final Account account = new Account("iot-test", "testid", "testsecret", null, List.of("GID_test"));

    @ParameterizedTest
    @ValueSource(strings = {"hmacmd5", "hmacsha1", "hmacsha256"})
    void acceptsTheVectors(String method) {
        JSONObject vector = Vectors.byId("mqtt_amqp", "iot-amqp10-aksign-" + method);
        assertEquals(
                Optional.empty(),
                loginAt(TIME).refusal(vector.getString("expectedUsername"), vector.getString("expectedPassword")));
    }

    @Test
    void acceptsTheVectorWithAToken() {
        assertEquals(Optional.empty(), temporary(TOKEN).refusal(TOKEN_USER, TOKEN_PASSWORD));
    }

    @ParameterizedTest
    @CsvSource({
        "authMode=ststoken, authMode=aksign, authMode",
        "securityToken=CAIStoken, securityToken=other, securityToken",
        "'securityToken=CAIStoken,', '', securityToken",
        "timestamp=1573489088171, timestamp=1573489088172, password"
    })
    void refusesWhatDiffersInALoginWithAToken(String right, String wrong, String reason) {
        assertTrue(TOKEN_USER.contains(right));
        String refusal = temporary(TOKEN)
                .refusal(TOKEN_USER.replace(right, wrong), TOKEN_PASSWORD)
                .orElseThrow();
        assertTrue(refusal.contains(reason), refusal);
        assertFalse(refusal.contains(TOKEN), refusal);
    }

    @Test
    void theTokenIsSigned() {
        String withoutToken = Hmac.SHA1.base64("testsecret", "authId=STS.testid&timestamp=" + TIME);
        assertTrue(temporary(TOKEN).refusal(TOKEN_USER, withoutToken).isPresent());
    }

    @Test
    void refusesATokenThatTheKeyDoesNotHave() {
        assertTrue(temporary(null).refusal(TOKEN_USER, TOKEN_PASSWORD).isPresent());
    }

    @Test
    void acceptsPairsInAnyOrder() {
        String user =
                "x|timestamp=" + TIME + ",authId=testid,signMethod=hmacsha256,authMode=aksign,iotInstanceId=iot-test|";
        assertEquals(Optional.empty(), loginAt(TIME).refusal(user, PASSWORD));
    }

    @ParameterizedTest
    @CsvSource({
        "authMode=aksign, authMode=ststoken, authMode",
        "signMethod=hmacsha256, signMethod=sha256, signMethod",
        "authId=testid, authId=other, authId",
        "consumerGroupId=DEFAULT_GROUP, consumerGroupId=other, consumerGroupId",
        "iotInstanceId=iot-test, iotInstanceId=other, iotInstanceId",
        "timestamp=1573489088171, timestamp=today, timestamp",
        "timestamp=1573489088171, timestamp=1573489088172, password",
        "signMethod=hmacsha256, signMethod=hmacsha1, password",
        "client-1|, client-1, form",
        "'timestamp=1573489088171|', timestamp=1573489088171, form",
        "client-1|, |, form"
    })
    void refusesWhatDiffers(String right, String wrong, String reason) {
        assertTrue(USER.contains(right));
        String refusal =
                loginAt(TIME).refusal(USER.replace(right, wrong), PASSWORD).orElseThrow();
        assertTrue(refusal.contains(reason), refusal);
        assertFalse(refusal.contains(PASSWORD), refusal);
    }

    @ParameterizedTest
    @CsvSource({"900000, true", "-900000, true", "900001, false", "-900001, false"})
    void acceptsTimestampsInsideTheWindow(long away, boolean accepted) {
        Optional<String> refusal = loginAt(TIME + away).refusal(USER, PASSWORD);
        assertEquals(accepted, refusal.isEmpty(), refusal::toString);
    }

    @Test
    void followsTheSecretKey() {
        account.secretKey("new");
        assertTrue(loginAt(TIME).refusal(USER, PASSWORD).isPresent());
        assertEquals(
                Optional.empty(),
                loginAt(TIME).refusal(USER, Hmac.SHA256.base64("new", VECTOR.getString("signContent"))));
    }

    private BackendLogin loginAt(long time) {
        return login(account, time);
    }

    /** Of a temporary key. */
    private static BackendLogin temporary(String token) {
        return login(new Account("iot-test", "STS.testid", "testsecret", token, List.of("GID_test")), TIME);
    }

    private static BackendLogin login(Account account, long time) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(time), ZoneOffset.UTC);
        return new BackendLogin(account, "DEFAULT_GROUP", clock, Duration.ofMinutes(15));
    }
}
