package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1_000})
    void countsWhatCameWithinAnySecondUpToItsBound(int bound) {
        Random random = new Random(bound);
        SlidingWindow window = new SlidingWindow(bound);
        List<Long> came = new ArrayList<>();
        long now = 0;
        for (int call = 0; call < 5_000; call++) {
            // bursts, pauses, and now and then exactly a second
            now += random.nextInt(50) == 0 ? SECOND : random.nextInt(20_000_000);
            came.add(now);
            long end = now;
            long expected = came.stream().filter(time -> end - time < SECOND).count();
            assertEquals(Math.min(bound, expected), window.add(now));
        }
        assertEquals(0, window.count(now + SECOND));
        assertEquals(0, window.untilFewer(now + SECOND));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999_999})
    void saysHowLongItTakesUntilOneFewerIsCounted(long later) {
        SlidingWindow window = new SlidingWindow(10);
        window.add(0);
        window.add(later);
        assertEquals(SECOND - later, window.untilFewer(later));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3_600_000_000_000L})
    void aClockThatIsSetBackStartsAfresh(long back) {
        SlidingWindow window = new SlidingWindow(10);
        window.add(0);
        assertEquals(1, window.add(-back));
        assertEquals(2, window.add(-back));
    }
}
