package dev.mqttstatus.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What the listener does with a notice, on any thread. Counts them. */
abstract class Work {
    private final LongAdder notices = new LongAdder();

    final void process(String clientId, long time) {
        perform(clientId, time);
        notices.increment();
    }

    /** How many notices were processed. */
    final long notices() {
        return notices.sum();
    }

    abstract void perform(String clientId, long time);

    /** What there is to print besides the count; numbers with a blank between them. */
    String report() {
        return "";
    }

    /** @param words the name of the work and its arguments */
    static Work of(String... words) {
        return switch (words[0]) {
            case "nothing" -> new Nothing();
            case "slow" -> new Slow(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "clock" -> new Clock();
            case "hang" -> new Hang(words[1], Long.parseLong(words[2]));
            default -> throw new IllegalArgumentException("no work is named " + words[0]);
        };
    }

    private static final class Nothing extends Work {
        @Override
        void perform(String clientId, long time) {}
    }

    /** Takes its time, and keeps a ledger. Reports calls, distinct notices, and the time from first to last in ns. */
    private static final class Slow extends Work {
        private final long nanos;
        private final AtomicIntegerArray calls;
        private final AtomicLong first = new AtomicLong();
        private final AtomicLong last = new AtomicLong();

        Slow(int millis, int notices) {
            nanos = millis * 1_000_000L;
            calls = new AtomicIntegerArray(notices);
        }

        @Override
        void perform(String clientId, long time) {
            first.compareAndSet(0, System.nanoTime());
            LockSupport.parkNanos(nanos);
            calls.incrementAndGet(Notices.number(time));
            last.set(System.nanoTime());
        }

        @Override
        String report() {
            long distinct = 0;
            long all = 0;
            for (int i = 0; i < calls.length(); i++) {
                distinct += Math.min(1, calls.get(i));
                all += calls.get(i);
            }
            return all + " " + distinct + " " + (last.get() - first.get());
        }
    }

    /**
     * Takes the time of a notice for the moment it was put into the queue, by {@link System#nanoTime()} of the broker's
     * process, which is the same clock on Linux. Reports the latencies since the last report, in ns.
     */
    private static final class Clock extends Work {
        private long[] latencies = new long[1024];
        private int size;

        @Override
        synchronized void perform(String clientId, long time) {
            long now = System.nanoTime();
            if (size == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * size);
            }
            latencies[size++] = now - time;
        }

        @Override
        synchronized String report() {
            String numbers =
                    Arrays.stream(latencies, 0, size).mapToObj(String::valueOf).collect(Collectors.joining(" "));
            size = 0;
            return numbers;
        }
    }

    /** Does nothing, but for one client. Reports how many calls hang. */
    private static final class Hang extends Work {
        private final String clientId;
        private final long nanos;
        private final AtomicLong hanging = new AtomicLong();

        Hang(String clientId, long millis) {
            this.clientId = clientId;
            this.nanos = millis * 1_000_000L;
        }

        @Override
        void perform(String clientId, long time) {
            if (!clientId.equals(this.clientId)) {
                return;
            }
            hanging.incrementAndGet();
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            hanging.decrementAndGet();
        }

        @Override
        String report() {
            return String.valueOf(hanging.get());
        }
    }
}
