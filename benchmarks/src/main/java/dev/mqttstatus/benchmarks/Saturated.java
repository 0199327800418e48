package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Drains of a queue that was filled before: how much one notice costs the client when there is no pause. */
final class Saturated implements Row {
    /** What was measured of one program. */
    private static final class Figures {
        final List<Slice> slices = new ArrayList<>();
        final List<Double> brokerCpu = new ArrayList<>();

        double median(ToDoubleFunction<Slice> figure) {
            return Slice.median(slices, figure);
        }
    }

    private static final long SLICE_MILLIS = 1_000;
    private static final long POLL_MILLIS = 20;

    private final boolean amqp10;
    private final Program ours;
    /** Programs by hand, of which the cheapest is what ours is compared with. */
    private final List<Program> raw;

    private final Program other;
    /** What the queue holds before a turn: more than any client takes in it. */
    private final int depth;
    /** What a client takes before its first slice of a turn begins. */
    private final int ramp;

    Saturated(boolean amqp10) {
        this.amqp10 = amqp10;
        this.ours = amqp10 ? Program.OURS_1_0 : Program.OURS_0_9_1;
        this.raw = amqp10 ? List.of(Program.QPID_BATCH) : List.of(Program.RABBIT_200, Program.RABBIT_1000);
        this.other = amqp10 ? Program.QPID_SINGLE : Program.OFFICIAL;
        this.depth = amqp10 ? 1_000_000 : 120_000;
        this.ramp = amqp10 ? 20_000 : 5_000;
    }

    @Override
    public String measure(Options options) throws Exception {
        Map<Program, Figures> all = new EnumMap<>(Program.class);
        int slices = options.quick() ? 1 : 2;
        int warmUp = (amqp10 ? 400_000 : 150_000) / (options.quick() ? 2 : 1);
        try (Broker broker = amqp10 ? new ArtemisBroker(options) : new RabbitMqBroker(options)) {
            new Turns(options, broker, warmUp, "nothing")
                    .run(
                            programs(),
                            options.quick() ? 5 : 6,
                            (program, client) ->
                                    take(broker, client, slices, all.computeIfAbsent(program, p -> new Figures())));
        }
        return report(all);
    }

    private void take(Broker broker, Child client, int slices, Figures figures)
            throws IOException, InterruptedException {
        broker.fill(depth);
        client.ask("open");
        Sample last = Sample.parse(client.ask("sample"));
        long first = last.notices() + ramp;
        while (last.notices() < first) {
            Thread.sleep(POLL_MILLIS);
            last = Sample.parse(client.ask("sample"));
        }
        for (int i = 0; i < slices; i++) {
            long brokerCpu = broker.cpu();
            Thread.sleep(SLICE_MILLIS);
            Sample now = Sample.parse(client.ask("sample"));
            if (broker.depth() < ramp) {
                System.err.println("a slice is left out: the queue got empty");
                break;
            }
            figures.slices.add(Slice.between(last, now));
            figures.brokerCpu.add((broker.cpu() - brokerCpu) / (double) (now.notices() - last.notices()));
            last = now;
        }
        client.ask("close");
    }

    private List<Program> programs() {
        List<Program> all = new ArrayList<>(List.of(ours, amqp10 ? Program.OTHER_1_0 : Program.OTHER_0_9_1));
        all.addAll(raw);
        all.add(other);
        return all;
    }

    private String report(Map<Program, Figures> all) {
        Program best = raw.stream()
                .filter(all::containsKey)
                .min(Comparator.comparingDouble(program -> all.get(program).median(Slice::cpu)))
                .orElse(raw.get(0));
        Figures anchor = all.getOrDefault(best, new Figures());
        Report report = new Report("Saturated drain, " + (amqp10 ? "AMQP 1.0 (Artemis)" : "AMQP 0-9-1 (RabbitMQ)"))
                .header(
                        "client",
                        "CPU us/notice: q1 / median / q3",
                        "of which kernel",
                        "JIT",
                        "B/notice",
                        "waits/notice",
                        "broker CPU us",
                        "CPU ratio",
                        "throughput ratio",
                        "slices");
        all.forEach((program, figures) -> report.row(
                program.title(),
                Slice.quartiles(figures.slices, Slice::cpu),
                number(figures.median(Slice::system)),
                number(figures.median(Slice::compilers)),
                number(figures.median(Slice::bytes)),
                number(figures.median(Slice::waits)),
                number(Slice.quantile(figures.brokerCpu, 0.5)),
                number(figures.median(Slice::cpu) / anchor.median(Slice::cpu)),
                number(figures.median(Slice::perSecond) / anchor.median(Slice::perSecond)),
                figures.slices.size()));
        Figures own = all.getOrDefault(ours, new Figures());
        Figures second = all.getOrDefault(other, new Figures());
        report.atMost(
                "CPU against " + best.title(), own.median(Slice::cpu) / anchor.median(Slice::cpu), amqp10 ? 1.15 : 1.0);
        report.atMost("CPU against " + other.title(), own.median(Slice::cpu) / second.median(Slice::cpu), 0.6);
        if (amqp10) {
            report.atMost("waits per notice", own.median(Slice::waits), 1.2)
                    .atMost("bytes per notice", own.median(Slice::bytes), 2_300)
                    .atLeast(
                            "throughput against " + best.title(),
                            own.median(Slice::perSecond) / anchor.median(Slice::perSecond),
                            0.9);
        } else {
            report.atMost("bytes per notice", own.median(Slice::bytes), 2_700)
                    .atMost(
                            "bytes against " + other.title(),
                            own.median(Slice::bytes) / second.median(Slice::bytes),
                            0.8)
                    .atLeast(
                            "throughput against " + other.title(),
                            own.median(Slice::perSecond) / second.median(Slice::perSecond),
                            1.15);
        }
        return report.toString();
    }
}
