package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Drains of a queue that was filled before: how much one notice costs the client when there is no pause. */
final class Saturated implements Row {
    /** What was measured of one program. */
    private static final class Figures {
        final List<List<Slice>> passes = new ArrayList<>();
        final List<Double> brokerCpu = new ArrayList<>();

        double median(java.util.function.ToDoubleFunction<Slice> figure) {
            return Slice.median(passes.stream().flatMap(List::stream).toList(), figure);
        }
    }

    private static final long SLICE_MILLIS = 1_000;
    private static final int MOST_SLICES = 12;
    /** Stays in the queue, so that it is never empty while measuring. */
    private static final int REST = 20_000;

    private final boolean amqp10;

    Saturated(boolean amqp10) {
        this.amqp10 = amqp10;
    }

    @Override
    public String measure(Options options) throws Exception {
        List<Program> programs = new ArrayList<>(
                amqp10
                        ? List.of(Program.OURS_1_0, Program.QPID_BATCH, Program.QPID_SINGLE)
                        : List.of(Program.OURS_0_9_1, Program.RABBIT_BATCH, Program.OFFICIAL));
        programs.removeAll(options.without());
        int warmUp = (amqp10 ? 300_000 : 100_000) / (options.quick() ? 2 : 1);
        int measured = (amqp10 ? 900_000 : 240_000) / (options.quick() ? 4 : 1);
        Map<Program, Figures> all = new EnumMap<>(Program.class);
        try (Broker broker = amqp10 ? new ArtemisBroker(options) : new RabbitMqBroker(options)) {
            // the broker warms up too
            drain(
                    options,
                    amqp10 ? Program.QPID_BATCH : Program.RABBIT_BATCH,
                    broker,
                    warmUp / 2,
                    warmUp / 2,
                    new Figures());
            for (int pass = 0; pass < options.passes(); pass++) {
                for (Program program : programs) {
                    drain(options, program, broker, warmUp, measured, all.computeIfAbsent(program, p -> new Figures()));
                    System.err.println("pass " + (pass + 1) + ", " + program.title() + ": "
                            + number(Slice.median(last(all.get(program).passes), Slice::cpu)) + " us");
                }
                // no program always has the same one before it
                Collections.rotate(programs, 1);
            }
        }
        return report(all);
    }

    private static void drain(
            Options options, Program program, Broker broker, int warmUp, int measured, Figures figures)
            throws IOException, InterruptedException {
        broker.purge();
        broker.fill(warmUp + measured + REST);
        List<Slice> slices = new ArrayList<>();
        try (Child client = program.start(options, broker, "nothing")) {
            Sample last = Sample.parse(client.ask("sample"));
            while (last.notices() < warmUp) {
                Thread.sleep(20);
                last = Sample.parse(client.ask("sample"));
            }
            long brokerCpu = broker.cpu();
            long first = last.notices();
            while (slices.size() < MOST_SLICES && last.notices() < warmUp + measured) {
                Thread.sleep(SLICE_MILLIS);
                Sample now = Sample.parse(client.ask("sample"));
                if (now.notices() >= warmUp + measured + REST) {
                    // the queue got empty on the way
                    break;
                }
                slices.add(Slice.between(last, now));
                last = now;
            }
            figures.brokerCpu.add((broker.cpu() - brokerCpu) / (double) (last.notices() - first));
            client.ask("stop");
        }
        figures.passes.add(slices);
    }

    private String report(Map<Program, Figures> all) {
        Program best = amqp10 ? Program.QPID_BATCH : Program.RABBIT_BATCH;
        Program other = amqp10 ? Program.QPID_SINGLE : Program.OFFICIAL;
        Program ours = amqp10 ? Program.OURS_1_0 : Program.OURS_0_9_1;
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
                        "pass medians of CPU",
                        "slices");
        all.forEach((program, figures) -> {
            List<Double> cpu = figures.passes.stream()
                    .flatMap(List::stream)
                    .map(Slice::cpu)
                    .toList();
            report.row(
                    program.title(),
                    number(Slice.quantile(cpu, 0.25)) + " / **" + number(Slice.quantile(cpu, 0.5)) + "** / "
                            + number(Slice.quantile(cpu, 0.75)),
                    number(figures.median(Slice::system)),
                    number(figures.median(Slice::compilers)),
                    number(figures.median(Slice::bytes)),
                    number(figures.median(Slice::waits)),
                    number(Slice.quantile(figures.brokerCpu, 0.5)),
                    number(figures.median(Slice::cpu) / anchor.median(Slice::cpu)),
                    number(figures.median(Slice::perSecond) / anchor.median(Slice::perSecond)),
                    figures.passes.stream()
                            .map(pass -> number(Slice.median(pass, Slice::cpu)))
                            .collect(Collectors.joining(", ")),
                    cpu.size());
        });
        if (!all.containsKey(ours)) {
            return report.toString();
        }
        Figures own = all.get(ours);
        Figures second = all.getOrDefault(other, new Figures());
        report.atMost("CPU against " + best.title(), own.median(Slice::cpu) / anchor.median(Slice::cpu), 1.15);
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

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
