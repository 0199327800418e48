package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.TestClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {
    private static final String ACTION = "QuerySessionByClientId";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = TestClock.still("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 500})
    void takesAsManyAsAllowedWithinAnySecond(int limit) throws Exception {
        Throttle throttle = new Throttle(clock, new Limits(Map.of(ACTION, limit), Limits.NONE, MINUTE));
        // all of them at the end of a full second: a window that begins with one would take as many right after
        clock.advance(Duration.ofMillis(900));
        take(throttle, limit);
        for (int time = 0; time < 9; time++) {
            assertThrows(OpenApiError.class, () -> throttle.check(ACTION));
            clock.advance(Duration.ofMillis(111));
        }
        clock.advance(Duration.ofMillis(1));
        take(throttle, limit);
        assertThrows(OpenApiError.class, () -> throttle.check(ACTION));
        // others have a limit of their own, or none
        throttle.check("ListGroupId");
    }

    @ParameterizedTest
    @CsvSource({"0, 1000, 1767323046000", "400, 600, 1767323046000", "999, 1, 1767323046000"})
    void saysWhenToComeAgain(long millisLater, long left, long reset) throws Exception {
        Throttle throttle = new Throttle(clock, new Limits(Map.of(ACTION, 2), Limits.NONE, MINUTE));
        take(throttle, 2);
        clock.advance(Duration.ofMillis(millisLater));
        OpenApiError refused = assertThrows(OpenApiError.class, () -> throttle.check(ACTION));
        assertEquals(400, refused.status());
        assertEquals("Throttling.User", refused.code());
        assertEquals(
                Map.of(
                        "x-ratelimit-user-api",
                        "Limit:2,Remain:0,TimeLeft:" + left + ",Reset:" + reset,
                        "x-acs-retry-after",
                        String.valueOf(left)),
                refused.hints());
        clock.advance(Duration.ofMillis(left));
        throttle.check(ACTION);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 300})
    void blocksAnAddressThatHasGoneBeyondAndNoOther(int limit) {
        Throttle throttle = new Throttle(clock, new Limits(Map.of(), limit, MINUTE));
        for (int call = 0; call < limit; call++) {
            assertFalse(throttle.isBlocked("127.0.0.1"), "call " + call);
        }
        assertTrue(throttle.isBlocked("127.0.0.1"));
        assertFalse(throttle.isBlocked("127.0.0.2"));
        // calls in vain do not make it longer
        for (int second = 0; second < 59; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertTrue(throttle.isBlocked("127.0.0.1"), "second " + second);
        }
        clock.advance(Duration.ofSeconds(1));
        assertFalse(throttle.isBlocked("127.0.0.1"));
    }

    @Test
    void anAddressThatKeepsToTheLimitIsNeverBlocked() {
        Throttle throttle = new Throttle(clock, new Limits(Map.of(), 10, MINUTE));
        for (int call = 0; call < 1_000; call++) {
            assertFalse(throttle.isBlocked("127.0.0.1"));
            clock.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void otherLimitsEndABlock() throws Exception {
        Throttle throttle = new Throttle(clock, new Limits(Map.of(ACTION, 1), 1, MINUTE));
        throttle.check(ACTION);
        assertFalse(throttle.isBlocked("127.0.0.1"));
        assertTrue(throttle.isBlocked("127.0.0.1"));
        throttle.limits(new Limits(Map.of(ACTION, 1), 2, MINUTE));
        throttle.check(ACTION);
        assertFalse(throttle.isBlocked("127.0.0.1"));
        throttle.limits(new Limits(Map.of(), Limits.NONE, MINUTE));
        for (int call = 0; call < 10_000; call++) {
            assertFalse(throttle.isBlocked("127.0.0.1"));
            throttle.check(ACTION);
        }
    }

    private static void take(Throttle throttle, int calls) throws OpenApiError {
        for (int call = 0; call < calls; call++) {
            throttle.check(ACTION);
        }
    }
}
