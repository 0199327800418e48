package com.alibaba.mqtt.server.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerExceptionTest {
    @Test
    void theTextNamesCodeStatusAndRequestId() {
        ServerException failure = new ServerException("Throttling.User", "too many", true, 400, "r-1", null);
        assertEquals("Throttling.User: too many (HTTP 400, request id r-1)", failure.getMessage());
        assertEquals("Throttling.User", failure.getCode());
        assertEquals(400, failure.getHttpStatus());
        assertEquals("r-1", failure.getRequestId());
        assertTrue(failure.isRetryable());
        assertEquals("C: m (HTTP 503)", new ServerException("C", "m", true, 503, null, null).getMessage());
    }

    @Test
    void withoutAnHttpAnswerThereIsNoStatus() {
        Exception cause = new Exception("why");
        ServerException failure = new ServerException(ErrorCode.TIMED_OUT, "late", false, cause);
        assertEquals("Client.TimedOut: late", failure.getMessage());
        assertEquals(0, failure.getHttpStatus());
        assertNull(failure.getRequestId());
        assertSame(cause, failure.getCause());
    }

    @Test
    void ownCodesAreDistinctAndMarked() throws IllegalAccessException {
        Set<String> codes = new HashSet<>();
        for (Field field : ErrorCode.class.getFields()) {
            String code = (String) field.get(null);
            assertTrue(code.startsWith("Client."), code);
            assertTrue(codes.add(code), code);
        }
    }
}
