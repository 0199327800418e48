package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Few notices a second, when waking up costs more than working. And how long the last ones stay unsettled. */
final class Paced implements Row {
    /** What was measured of one program. */
    private static final class Figures {
        final List<Slice> slices = new ArrayList<>();
        final List<Double> settledMillis = new ArrayList<>();
    }

    private static final int PER_SECOND = 2_000;
    private static final long SLICE_MILLIS = 2_000;

    @Override
    public String measure(Options options) throws Exception {
        Map<Program, Figures> all = new EnumMap<>(Program.class);
        int slices = options.quick() ? 1 : 2;
        try (ArtemisBroker broker = new ArtemisBroker(options)) {
            new Turns(options, broker, options.quick() ? 50_000 : 200_000, "nothing")
                    .run(
                            List.of(Program.OURS_1_0, Program.QPID_RECEIVE),
                            options.quick() ? 5 : 6,
                            (program, client) ->
                                    take(broker, client, slices, all.computeIfAbsent(program, p -> new Figures())));
        }
        return report(all);
    }

    private static void take(ArtemisBroker broker, Child client, int slices, Figures figures)
            throws IOException, InterruptedException {
        client.ask("open");
        broker.pace(PER_SECOND, (int) (slices * SLICE_MILLIS / 1_000) + 1);
        Thread.sleep(500);
        Sample last = Sample.parse(client.ask("sample"));
        for (int i = 0; i < slices; i++) {
            Thread.sleep(SLICE_MILLIS);
            Sample now = Sample.parse(client.ask("sample"));
            figures.slices.add(Slice.between(last, now));
            last = now;
        }
        figures.settledMillis.add(broker.settled() / 1e6);
        client.ask("close");
    }

    private static String report(Map<Program, Figures> all) {
        Report report = new Report(PER_SECOND + " notices a second, AMQP 1.0 (Artemis)")
                .header(
                        "client",
                        "CPU us/notice: q1 / median / q3",
                        "of which kernel",
                        "B/notice",
                        "waits/notice",
                        "CPU ratio",
                        "settled after idleness, ms: median / most");
        Figures anchor = all.getOrDefault(Program.QPID_RECEIVE, new Figures());
        all.forEach((program, figures) -> {
            report.row(
                    program.title(),
                    Slice.quartiles(figures.slices, Slice::cpu),
                    number(Slice.median(figures.slices, Slice::system)),
                    number(Slice.median(figures.slices, Slice::bytes)),
                    number(Slice.median(figures.slices, Slice::waits)),
                    number(Slice.median(figures.slices, Slice::cpu) / Slice.median(anchor.slices, Slice::cpu)),
                    number(Slice.quantile(figures.settledMillis, 0.5)) + " / "
                            + number(Slice.quantile(figures.settledMillis, 1)));
        });
        if (all.containsKey(Program.OURS_1_0)) {
            Figures ours = all.get(Program.OURS_1_0);
            report.atMost(
                            "CPU against " + Program.QPID_RECEIVE.title(),
                            Slice.median(ours.slices, Slice::cpu) / Slice.median(anchor.slices, Slice::cpu),
                            1.2)
                    .atMost("ms from idleness to settled, at most", Slice.quantile(ours.settledMillis, 1), 50);
        }
        return report.toString();
    }
}
