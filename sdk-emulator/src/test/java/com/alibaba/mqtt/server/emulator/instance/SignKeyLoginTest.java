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

class SignKeyLoginTest {
    private static final JSONObject VECTOR = Vectors.byId("mqtt_amqp", "cloudsdk-amqp-ak");
    private static final String USER = VECTOR.getString("expectedUsername");
    private static final String PASSWORD = VECTOR.getString("expectedPassword");
    private static final String SIGN_KEY = VECTOR.getString("signKey");

    private final Account account =
            new Account(VECTOR.getString("instanceId"), "testid", "testsecret", null, List.of("GID_test"));

    @Test
    void acceptsTheVector() {
        assertEquals(Optional.empty(), login(0, null).refusal(USER, PASSWORD, SIGN_KEY));
    }

    @ParameterizedTest
    @CsvSource({
        "MTpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==, 1577934245000, user",
        "MDpvdGhlcjp0ZXN0aWQ=, 1577934245000, instance",
        "MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOm90aGVy, 1577934245000, access key",
        "'*', 1577934245000, user",
        "MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==, today, signKey",
        "MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==, , signKey",
        "MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==, 1577934245001, password"
    })
    void refusesWhatDiffers(String user, String signKey, String reason) {
        String refusal = login(0, null).refusal(user, PASSWORD, signKey).orElseThrow();
        assertTrue(refusal.contains(reason), refusal);
        assertFalse(refusal.contains(PASSWORD), refusal);
    }

    @ParameterizedTest
    @CsvSource({"900000, true", "-900000, true", "900001, false", "-900001, false"})
    void acceptsSignKeysInsideTheWindow(long away, boolean accepted) {
        assertEquals(
                accepted,
                login(away, Duration.ofMinutes(15))
                        .refusal(USER, PASSWORD, SIGN_KEY)
                        .isEmpty());
    }

    @Test
    void aTemporaryKeyShowsItsToken() {
        JSONObject vector = Vectors.byId("mqtt_amqp", "cloudsdk-amqp-sts-helper");
        String user = vector.getString("expectedUsername");
        SignKeyLogin login = login(temporary(vector.getString("securityToken")), 0, null);
        assertEquals(Optional.empty(), login.refusal(user, PASSWORD, SIGN_KEY));
        assertTrue(login.refusal(USER, PASSWORD, SIGN_KEY).orElseThrow().contains("user"));
        String refusal = login(temporary("another"), 0, null)
                .refusal(user, PASSWORD, SIGN_KEY)
                .orElseThrow();
        assertTrue(refusal.contains("token"), refusal);
        assertFalse(refusal.contains(vector.getString("securityToken")), refusal);
        assertTrue(login(temporary(null), 0, null)
                .refusal(user, PASSWORD, SIGN_KEY)
                .isPresent());
    }

    private static Account temporary(String token) {
        return new Account(VECTOR.getString("instanceId"), "STS.testid", "testsecret", token, List.of("GID_test"));
    }

    private SignKeyLogin login(long away, Duration window) {
        return login(account, away, window);
    }

    private static SignKeyLogin login(Account account, long away, Duration window) {
        Instant now = Instant.ofEpochMilli(Long.parseLong(SIGN_KEY) + away);
        return new SignKeyLogin(account, Clock.fixed(now, ZoneOffset.UTC), window);
    }
}
