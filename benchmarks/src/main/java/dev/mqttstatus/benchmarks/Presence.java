package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The state of many clients: bytes of each, and how fast it is updated, beside a plain map of objects. */
final class Presence implements Row {
    /** Passes until the compiler has seen nearly all that can happen. */
    private static final int WARM_UP = 15;

    @Override
    public String measure(Options options) throws Exception {
        Report report = new Report("Presence: the state of many clients")
                .header(
                        "kept in",
                        "clients",
                        "B/client, all online",
                        "B/client, some gone",
                        "speed of updates",
                        "from the bytes, with the collector",
                        "by processor time");
        for (int millions : options.quick() ? List.of(1) : List.of(1, 5)) {
            measure(report, millions, options);
        }
        return report.toString();
    }

    private static void measure(Report report, int millions, Options options) throws IOException {
        double[] plain;
        double[] tracker;
        List<Double> updates = new ArrayList<>();
        int passes = 3 * options.passes();
        try (Child keeper = keeper(millions)) {
            plain = numbers(keeper.ask("plain"));
            tracker = numbers(keeper.ask("tracker"));
            for (int pass = 0; pass < WARM_UP + passes; pass++) {
                double[] nanos = numbers(keeper.ask("pass"));
                if (pass >= WARM_UP) {
                    updates.add(nanos[0] / nanos[1]);
                }
            }
        }
        List<Double> times = new ArrayList<>();
        List<Double> processors = new ArrayList<>();
        try (Child plainKeeper = keeper(millions);
                Child trackerKeeper = keeper(millions)) {
            plainKeeper.ask("plain");
            trackerKeeper.ask("tracker");
            for (int pass = 0; pass < WARM_UP + passes; pass++) {
                double[] plainNanos = numbers(plainKeeper.ask("run-plain"));
                double[] trackerNanos = numbers(trackerKeeper.ask("run-tracker"));
                if (pass >= WARM_UP) {
                    times.add(plainNanos[0] / trackerNanos[0]);
                    processors.add(plainNanos[1] / trackerNanos[1]);
                }
            }
        }
        double update = Slice.quantile(updates, 0.5);
        double time = Slice.quantile(times, 0.5);
        double processor = Slice.quantile(processors, 0.5);
        String clients = millions + " million";
        report.row("a plain map", clients, number(plain[0]), number(plain[1]), "1.00", "1.00", "1.00")
                .row(
                        "**ours**",
                        clients,
                        number(tracker[0]),
                        number(tracker[1]),
                        number(update),
                        number(time),
                        number(processor))
                .atMost("bytes per client, " + clients, Math.max(tracker[0], tracker[1]), 160)
                .atLeast("speed of updates, " + clients, update, 0.9)
                .atLeast("the same from the bytes, with the collector, " + clients, time, 0.9);
    }

    private static Child keeper(int millions) throws IOException {
        String heap = (1 + millions) + "g";
        return new Child(
                System.getProperty("java.class.path"),
                // a heap that grows meanwhile is paid by who allocates at that moment
                List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"),
                PresenceKeeper.class,
                List.of(millions + "000000"));
    }

    private static double[] numbers(String answer) {
        return Arrays.stream(answer.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
