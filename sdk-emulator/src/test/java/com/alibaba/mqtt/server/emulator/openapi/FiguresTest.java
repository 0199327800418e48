package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.emulator.TestClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final String QUERY = "QuerySessionByClientId";
    private static final String LIST = "ListGroupId";

    private final TestClock clock = TestClock.still();
    private final Figures figures = new Figures(clock);

    @Test
    void theMostWithinASecondIsThatOfAnySecond() {
        arrive(QUERY, 30);
        clock.advance(Duration.ofMillis(999));
        arrive(QUERY, 20);
        arrive(LIST, 5);
        clock.advance(Duration.ofMillis(1));
        // 30 of them are a second ago
        arrive(QUERY, 29);
        assertEquals(55, figures.snapshot().max());
        assertEquals(Map.of(QUERY, 50, LIST, 5), figures.snapshot().maxByAction());
        clock.advance(Duration.ofMinutes(1));
        arrive(LIST, 6);
        assertEquals(55, figures.snapshot().max());
        assertEquals(Map.of(QUERY, 50, LIST, 6), figures.snapshot().maxByAction());
        assertEquals(90, figures.snapshot().requests());
    }

    @Test
    void operationsThatDoNotExistAreOnlyCountedInAll() {
        for (int number = 0; number < 1_000; number++) {
            figures.arrived("Action" + number);
        }
        figures.arrived(null);
        assertEquals(1_001, figures.snapshot().requests());
        assertEquals(1_001, figures.snapshot().max());
        assertEquals(Map.of(), figures.snapshot().maxByAction());
    }

    @Test
    void aSnapshotStaysAndAResetForgets() {
        arrive(QUERY, 2);
        figures.answered(QUERY);
        figures.throttled();
        figures.blocked();
        figures.misbehaved();
        Figures.Snapshot before = figures.snapshot();
        figures.answered(QUERY);
        figures.reset();
        assertEquals(new Figures.Snapshot(2, Map.of(QUERY, 1L), 1, 1, 1, 2, Map.of(QUERY, 2)), before);
        assertEquals(new Figures.Snapshot(0, Map.of(), 0, 0, 0, 0, Map.of()), figures.snapshot());
    }

    private void arrive(String action, int times) {
        for (int time = 0; time < times; time++) {
            figures.arrived(action);
        }
    }
}
