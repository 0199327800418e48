package com.alibaba.mqtt.server.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.threads.Slowness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When another thread is woken, as a table. */
class WakePolicyTest {
    @ParameterizedTest(name = "{5}: average {0} us, {1} ready, {2} of {3} moving -> {4}")
    @CsvSource({
        // average us, ready, moving, all, more, what
        "0,    0, 0,  0,  0, nothing waits",
        "0,    1, 0,  0,  1, the first notice",
        "0,  500, 0,  0,  1, a burst of quick calls needs one",
        "0,  500, 1,  1,  0, and the one that is there will take them all",
        "19, 500, 1,  1,  0, just still quick",
        "20,   5, 1,  1,  5, slow: one for each lane",
        "20,   0, 4,  4,  0, slow but nothing waits",
        "20, 500, 1,  1,  7, up to the bound",
        "20, 500, 8,  8,  0, which is reached",
        "20, 500, 0,  8,  0, also by those that are stuck",
        "0,    3, 0,  2,  1, quick and all that exist are stuck: one more",
        "0,    3, 1,  3,  0, quick and one of them moves",
        "0,    3, 0,  8,  0, quick and all that may exist are stuck",
        "0,    0, 2,  2,  0, more than are needed end by themselves",
    })
    void table(long averageMicros, int ready, int moving, int all, int more, String what) {
        assertEquals(more, WakePolicy.more(averageMicros * 1_000, ready, moving, all, 8), what);
    }

    @Test
    void neverMoreThanAreReadyNorThanMayExist() {
        for (long average :
                new long[] {0, Slowness.QUICK_NANOS - 1, Slowness.QUICK_NANOS, Slowness.MAX_COUNTED_NANOS}) {
            for (int ready = 0; ready < 6; ready++) {
                for (int all = 0; all < 6; all++) {
                    for (int moving = 0; moving <= all; moving++) {
                        int more = WakePolicy.more(average, ready, moving, all, 5);
                        assertTrue(more >= 0 && more <= ready && all + more <= 5, "more: " + more);
                    }
                }
            }
        }
    }

    @Test
    void callsThatAreSlowFromNowOnAreNoticedWithinTwoCalls() {
        long average = 0;
        int calls = 0;
        while (average < Slowness.QUICK_NANOS) {
            average = WakePolicy.average(average, 200_000);
            calls++;
        }
        assertEquals(2, calls);
    }

    @Test
    void aCallThatHungIsForgottenAfterAsManyQuickOnesWhateverItsLength() {
        assertEquals(quickCallsAfter(Slowness.MAX_COUNTED_NANOS), quickCallsAfter(Long.MAX_VALUE));
        assertTrue(quickCallsAfter(Long.MAX_VALUE) < 20);
    }

    private static int quickCallsAfter(long nanos) {
        long average = WakePolicy.average(0, nanos);
        int calls = 0;
        while (average >= Slowness.QUICK_NANOS) {
            average = WakePolicy.average(average, 1_000);
            calls++;
        }
        return calls;
    }

    @Test
    void theThresholdsAreInOrder() {
        assertTrue(Slowness.QUICK_NANOS < Slowness.MAX_COUNTED_NANOS);
        assertTrue(Slowness.MAX_COUNTED_NANOS < Slowness.STUCK_NANOS);
        assertTrue(Slowness.STUCK_NANOS < Slowness.HANG_NANOS);
        assertTrue(Slowness.HANG_NANOS < Slowness.CLOCK_STUCK_NANOS);
        assertTrue(Slowness.CLOCK_STUCK_NANOS < Slowness.QUIET_NANOS);
    }
}
