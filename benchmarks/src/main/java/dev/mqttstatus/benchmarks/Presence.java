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
                .header("kept in", "clients", "B/client, all online", "B/client, some gone", "speed of updates");
        for (int millions : options.quick() ? List.of(1) : List.of(1, 5)) {
            measure(report, millions, options);
        }
        return report.toString();
    }

    private static void measure(Report report, int millions, Options options) throws IOException {
        String heap = (1 + millions) + "g";
        try (Child keeper = new Child(
                System.getProperty("java.class.path"),
                // a heap that grows meanwhile is paid by who allocates at that moment
                List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"),
                PresenceKeeper.class,
                List.of(millions + "000000"))) {
            double[] plain = numbers(keeper.ask("plain"));
            double[] tracker = numbers(keeper.ask("tracker"));
            List<Double> ratios = new ArrayList<>();
            for (int pass = 0; pass < WARM_UP + 3 * options.passes(); pass++) {
                double[] nanos = numbers(keeper.ask("pass"));
                if (pass >= WARM_UP) {
                    ratios.add(nanos[0] / nanos[1]);
                }
            }
            double ratio = Slice.quantile(ratios, 0.5);
            report.row("a plain map", millions + " million", number(plain[0]), number(plain[1]), "1.00")
                    .row("**ours**", millions + " million", number(tracker[0]), number(tracker[1]), number(ratio))
                    .atMost("bytes per client, " + millions + " million", Math.max(tracker[0], tracker[1]), 160)
                    .atLeast("speed of updates, " + millions + " million", ratio, 0.9);
        }
    }

    private static double[] numbers(String answer) {
        return Arrays.stream(answer.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
