package com.alibaba.mqtt.server.presence;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Virtual time: what is to happen happens in the order of its time, and the clock shows that time then. */
final class VirtualTime {
    private record Entry(long at, long number, Runnable run) {}

    final FakeClock clock = new FakeClock();
    private final Queue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long numbers;

    long now() {
        return clock.millis();
    }

    void after(long millis, Runnable run) {
        entries.add(new Entry(now() + millis, numbers++, run));
    }

    void runUntil(long time) {
        while (!entries.isEmpty() && entries.peek().at <= time) {
            Entry next = entries.remove();
            clock.advance(Duration.ofMillis(next.at - now()));
            next.run.run();
        }
        clock.advance(Duration.ofMillis(time - now()));
    }
}
