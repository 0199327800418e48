package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * What nobody has thought of: in an ordinary run the bodies kept in the resources, with the environment variable
 * {@code JAZZER_FUZZ=1} also new ones, led by the branches of the parser that they reach.
 */
class StatusNoticeFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void anyBytesAreANoticeOrRefused(byte[] body) {
        StatusNotice notice;
        try {
            notice = new StatusNotice(body);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("malformed notice: "), e.getMessage());
            return;
        }
        assertFalse(notice.getClientId().isEmpty());
        assertEquals(notice.eventType().statusType(), notice.getStatusType());
        assertTrue(notice.toString().contains(notice.eventType().wireName()));
    }
}
