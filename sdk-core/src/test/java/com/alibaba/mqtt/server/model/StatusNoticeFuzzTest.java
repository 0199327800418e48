package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.Function;

/**
 * What nobody has thought of: in an ordinary run the bodies kept in the resources, with the environment variable
 * {@code JAZZER_FUZZ=1} also new ones, led by the branches of the parser that they reach.
 */
class StatusNoticeFuzzTest {
    @FuzzTest(maxDuration = "4s")
    void anyBytesAreANoticeOrRefused(byte[] body) {
        // in one test, as a fuzzing JVM runs no second one
        check(body, "malformed notice: ", StatusNotice::new);
        check(body, "malformed device status: ", StatusNotice::ofIotPlatform);
    }

    private static void check(byte[] body, String refusal, Function<byte[], StatusNotice> read) {
        StatusNotice notice;
        try {
            notice = read.apply(body);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith(refusal), e.getMessage());
            assertTrue(e.getMessage().chars().noneMatch(c -> c < ' '), e.getMessage());
            return;
        }
        assertFalse(notice.getClientId().isEmpty());
        assertEquals(notice.eventType().statusType(), notice.getStatusType());
        assertTrue(notice.toString().contains(notice.eventType().wireName()));
        assertTrue(notice.toString().chars().noneMatch(c -> c < ' '));
    }
}
