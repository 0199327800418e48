package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiErrorTest {
    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\nb", "a\rb", "a\u001bb", "a\u2028b", "a\u0085b"})
    void isOneLineInTheLog(String message) {
        assertEquals("ParameterCheckFailed a b", OpenApiError.parameter(message).line());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 60_000})
    void isShortInTheLog(int length) {
        assertEquals(
                "ParameterCheckFailed ".length() + 500,
                OpenApiError.parameter("a".repeat(length)).line().length());
    }
}
