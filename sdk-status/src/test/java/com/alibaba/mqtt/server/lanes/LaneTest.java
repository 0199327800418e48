package com.alibaba.mqtt.server.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final class Numbered extends Task {
        final int number;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public String key() {
            return "key";
        }

        @Override
        protected void run() {
            throw new IllegalStateException("no task runs here");
        }

        @Override
        public String toString() {
            return "" + number;
        }
    }

    private final Lane lane = new Lane();

    private void add(int... numbers) {
        for (int number : numbers) {
            lane.add(new Numbered(number));
        }
    }

    private String rest() {
        List<String> all = new ArrayList<>();
        for (Task task = lane.poll(); task != null; task = lane.poll()) {
            assertNull(task.next);
            all.add(task.toString());
        }
        return String.join(" ", all);
    }

    private static boolean isEven(Task task) {
        return ((Numbered) task).number % 2 == 0;
    }

    @Test
    void tasksComeInTheirOrder() {
        assertNull(lane.poll());
        add(1, 2, 3);
        assertEquals("1 2 3", rest());
        add(4);
        assertEquals("4", rest());
    }

    @Test
    void whatIsRemovedLeavesTheOrderOfTheRest() {
        add(1, 2, 3, 4, 5, 6);
        assertEquals(3, lane.removeIf(LaneTest::isEven));
        add(7);
        assertEquals("1 3 5 7", rest());
    }

    @Test
    void allCanBeRemovedAndOthersAddedMeanwhile() {
        Lane other = new Lane();
        add(1, 2, 3);
        assertEquals(3, lane.removeIf(task -> {
            assertNull(task.next);
            other.add(task);
            return true;
        }));
        assertEquals("", rest());
        assertEquals("1", String.valueOf(other.poll()));
        add(4);
        assertEquals("4", rest());
    }

    @Test
    void theFirstOfAKind() {
        add(1, 3, 4, 6);
        assertEquals("4", String.valueOf(lane.first(LaneTest::isEven)));
        assertNull(lane.first(task -> false));
        assertEquals("1 3 4 6", rest());
    }

    @Test
    void lanesInARow() {
        Lane.Row row = new Lane.Row();
        Lane second = new Lane();
        Lane third = new Lane();
        assertNull(row.poll());
        row.add(lane);
        row.add(second);
        row.add(third);
        row.removeIf(each -> each == second);
        assertEquals(2, row.size());
        assertSame(lane, row.poll());
        row.add(lane);
        assertSame(third, row.poll());
        assertSame(lane, row.poll());
        assertEquals(0, row.size());
    }

    @Test
    void aTableHasALaneExactlyWhileATaskOfItsKeyWaitsOrRuns() {
        LaneTable table = new LaneTable();
        table.of("a").add(new Numbered(1));
        table.of("a").add(new Numbered(2));
        table.of("b").add(new Numbered(3));
        assertEquals(2, table.ready());
        Lane a = table.poll();
        assertEquals("1", String.valueOf(a.poll()));
        assertEquals(1, table.ready());
        // while a task of it runs another one does not make it ready
        assertSame(a, table.of("a"));
        assertEquals(1, table.ready());
        table.finished(a);
        assertEquals(2, table.ready());
        Lane b = table.poll();
        assertEquals("3", String.valueOf(b.poll()));
        table.finished(b);
        assertEquals(1, table.removeIf(task -> true));
        assertTrue(!table.isEmpty());
        table.endEmpty();
        assertTrue(table.isEmpty());
        assertEquals(0, table.ready());
        // a lane that is not in use is taken again
        assertSame(b, table.of("c"));
    }
}
