package com.alibaba.mqtt.server.query.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** In virtual time. */
class RateTest {
    private final VirtualTime time = new VirtualTime();
    private final Rate rate = new Rate(time);

    private static long maxInOneSecond(List<Long> passes) {
        long max = 0;
        int from = 0;
        for (int to = 0; to < passes.size(); to++) {
            while (passes.get(to) - passes.get(from) >= 1_000_000_000) {
                from++;
            }
            max = Math.max(max, to - from + 1);
        }
        return max;
    }

    @Test
    void theRateIsKeptAndUsed() throws Exception {
        List<Long> passes = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            passes.add(rate.pass(250));
        }
        double seconds = (passes.get(2_499) - passes.get(0)) / 1e9;
        assertTrue(seconds > 9.8 && seconds < 10.1, seconds + " s for 2,500 at 250 a second");
        assertTrue(maxInOneSecond(passes) <= 276, () -> maxInOneSecond(passes) + " in one second");
    }

    /** After any pauses, and with callers of any share. */
    @Property(tries = 300)
    void noSecondHasMore(
            @ForAll @IntRange(min = 1, max = 400) int perSecond,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 3_000) Integer> pauses)
            throws Exception {
        List<Long> passes = new ArrayList<>();
        for (int pause : pauses) {
            // most come close to each other
            time.pass(pause % 3 == 0 ? pause : 0);
            passes.add(rate.pass(pause % 2 == 0 ? perSecond : perSecond / 4.0));
        }
        long max = maxInOneSecond(passes);
        assertTrue(max <= perSecond * 1.1 + 2, () -> max + " in one second at " + perSecond);
    }

    @Test
    void idlenessSavesUpATenthOfASecond() throws Exception {
        time.pass(60_000);
        long start = time.nanos();
        for (int i = 0; i < 26; i++) {
            rate.pass(250);
        }
        assertEquals(0, time.nanos() - start);
        rate.pass(250);
        assertTrue(time.nanos() > start);
    }

    @Test
    void throttlingSlowsAndCleanSecondsRecover() throws Exception {
        long passed = rate.pass(100);
        time.pass(1);
        rate.throttled(passed, Duration.ZERO);
        rate.throttled(passed, Duration.ZERO);
        assertEquals(0.7, rate.factor(), 1e-9, "one for all that had passed before");
        rate.throttled(time.nanos() + 1, Duration.ZERO);
        assertEquals(0.49, rate.factor(), 1e-9);
        time.pass(3_000);
        assertEquals(0.64, rate.factor(), 1e-9);
        time.pass(60_000);
        assertEquals(1, rate.factor(), 1e-9);
    }

    @Test
    void theServersWordIsKept() throws Exception {
        long passed = rate.pass(100);
        rate.throttled(passed, Duration.ofSeconds(3));
        assertTrue(rate.pass(100) - passed >= 3_000_000_000L);
    }
}
