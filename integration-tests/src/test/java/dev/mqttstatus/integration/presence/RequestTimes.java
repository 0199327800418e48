package dev.mqttstatus.integration.presence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mqttstatus.testing.Relay;
import java.time.Duration;
import java.util.Arrays;

/** When HTTP requests reach the server, as seen at its door. */
final class RequestTimes implements Relay.Tap {
    /** Ends the first line of a request, which a client sends in one piece. */
    private static final String MARK = " HTTP/1.1\r\n";

    private long[] nanos = new long[1_000];
    private int count;

    @Override
    public void passing(Relay.Way way, byte[] bytes, int length) {
        if (way == Relay.Way.TO_SERVER) {
            String text = new String(bytes, 0, length, ISO_8859_1);
            for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
                add();
            }
        }
    }

    private synchronized void add() {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = System.nanoTime();
    }

    synchronized int count() {
        return count;
    }

    /** How many came in that time at most, wherever it begins. */
    synchronized int most(Duration window) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < count; last++) {
            while (nanos[last] - nanos[first] >= window.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
