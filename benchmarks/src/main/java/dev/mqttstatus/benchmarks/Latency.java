package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** From the moment one notice is put into the empty queue until its listener is called. */
final class Latency implements Row {
    private static final int NOTICES = 150;
    private static final int MILLIS_BETWEEN = 20;

    @Override
    public String measure(Options options) throws Exception {
        Map<Program, List<Double>> micros = new EnumMap<>(Program.class);
        try (ArtemisBroker broker = new ArtemisBroker(options)) {
            new Turns(options, broker, options.quick() ? 50_000 : 200_000, "clock")
                    .run(
                            List.of(Program.OURS_1_0, Program.QPID_SINGLE, Program.QPID_RECEIVE),
                            options.quick() ? 3 : 6,
                            (program, client) ->
                                    take(broker, client, micros.computeIfAbsent(program, p -> new ArrayList<>())));
        }
        return report(micros);
    }

    private static void take(ArtemisBroker broker, Child client, List<Double> micros) throws IOException {
        client.ask("open");
        // the warm-up is not what is measured
        client.ask("report");
        broker.pulse(NOTICES, MILLIS_BETWEEN);
        Arrays.stream(client.ask("report").split(" ", -1))
                .mapToDouble(nanos -> Long.parseLong(nanos) / 1e3)
                .forEach(micros::add);
        client.ask("close");
    }

    private static String report(Map<Program, List<Double>> micros) {
        Report report = new Report("Latency of one notice, idle system, AMQP 1.0 (Artemis)")
                .header("client", "p50 us", "p99 us", "p50 ratio", "p99 ratio", "notices");
        List<Double> anchor = micros.getOrDefault(Program.QPID_SINGLE, List.of());
        micros.forEach((program, values) -> report.row(
                program.title(),
                number(Slice.quantile(values, 0.5)),
                number(Slice.quantile(values, 0.99)),
                number(Slice.quantile(values, 0.5) / Slice.quantile(anchor, 0.5)),
                number(Slice.quantile(values, 0.99) / Slice.quantile(anchor, 0.99)),
                values.size()));
        List<Double> ours = micros.getOrDefault(Program.OURS_1_0, List.of());
        return report.atMost(
                        "p99 against " + Program.QPID_SINGLE.title(),
                        Slice.quantile(ours, 0.99) / Slice.quantile(anchor, 0.99),
                        1.5)
                .toString();
    }
}
