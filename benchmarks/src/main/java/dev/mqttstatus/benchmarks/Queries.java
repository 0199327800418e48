package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What one live query costs the whole process, by how many ask at the same time. */
final class Queries implements Row {
    private static final List<Integer> THREADS = List.of(1, 16, 64);
    private static final long RAMP_MILLIS = 300;

    /** By the number of threads. */
    private final Map<Integer, Map<QueryProgram, List<Slice>>> slices = new TreeMap<>();

    @Override
    public String measure(Options options) throws Exception {
        slices.clear();
        try (Child server =
                new Child(System.getProperty("java.class.path"), List.of("-Xmx128m"), QueryServer.class, List.of())) {
            options.placeBroker(server.handle());
            int port = Integer.parseInt(server.ask("port"));
            for (int pass = 1; pass <= options.passes(); pass++) {
                System.err.println("pass " + pass);
                pass(options, port);
            }
        }
        StringBuilder text = new StringBuilder();
        slices.forEach(
                (threads, programs) -> text.append(report(threads, programs)).append('\n'));
        return text.toString();
    }

    /** In new JVMs. */
    private void pass(Options options, int port) throws IOException, InterruptedException {
        Map<QueryProgram, Child> clients = new EnumMap<>(QueryProgram.class);
        try {
            for (QueryProgram program : QueryProgram.values()) {
                Child client = program.start(options, port);
                clients.put(program, client);
                warmUp(options, client);
            }
            List<QueryProgram> order = new ArrayList<>(clients.keySet());
            for (int round = 0; round < (options.quick() ? 3 : 5); round++) {
                for (int threads : THREADS) {
                    for (QueryProgram program : order) {
                        slices.computeIfAbsent(threads, t -> new EnumMap<>(QueryProgram.class))
                                .computeIfAbsent(program, p -> new ArrayList<>())
                                .add(slice(clients.get(program), threads, options.quick() ? 1_000 : 2_000));
                    }
                }
                // no program always has the same one before it
                Collections.rotate(order, 1);
            }
        } finally {
            for (Child client : clients.values()) {
                client.close();
            }
        }
    }

    private static void warmUp(Options options, Child client) throws IOException, InterruptedException {
        for (int times = 0; times < options.warmUps(); times++) {
            for (int threads : THREADS) {
                client.ask("start " + threads);
                Thread.sleep(options.quick() ? 3_000 : 6_000);
                client.ask("stop");
            }
        }
    }

    private static Slice slice(Child client, int threads, long millis) throws IOException, InterruptedException {
        client.ask("start " + threads);
        Thread.sleep(RAMP_MILLIS);
        Sample from = Sample.parse(client.ask("sample"));
        Thread.sleep(millis);
        Sample to = Sample.parse(client.ask("sample"));
        client.ask("stop");
        return Slice.between(from, to);
    }

    private static String report(int threads, Map<QueryProgram, List<Slice>> programs) {
        Report report = new Report("Live query, " + threads + (threads == 1 ? " thread asks" : " threads ask"))
                .header(
                        "client",
                        "CPU us/call: q1 / median / q3",
                        "of which kernel",
                        "JIT",
                        "KB/call",
                        "waits/call",
                        "CPU of ours to it",
                        "throughput of ours to it",
                        "slices");
        List<Slice> ours = programs.get(QueryProgram.OURS);
        programs.forEach((program, own) -> report.row(
                program.title(),
                Slice.quartiles(own, Slice::cpu),
                number(Slice.median(own, Slice::system)),
                number(Slice.median(own, Slice::compilers)),
                number(Slice.median(own, Slice::bytes) / 1_000),
                number(Slice.median(own, Slice::waits)),
                number(ratio(ours, own, Slice::cpu)),
                number(ratio(ours, own, Slice::perSecond)),
                own.size()));
        return report.atMost("KB per call", Slice.median(ours, Slice::bytes) / 1_000, 18)
                .atMost("CPU against raw OkHttp", ratio(ours, programs.get(QueryProgram.OKHTTP), Slice::cpu), 1.1)
                .atMost("CPU against tea-openapi", ratio(ours, programs.get(QueryProgram.TEA_OPENAPI), Slice::cpu), 0.8)
                .atMost(
                        "CPU against aliyun-java-sdk-core",
                        ratio(ours, programs.get(QueryProgram.ALIYUN_CORE), Slice::cpu),
                        0.92)
                .toString();
    }

    private static double ratio(List<Slice> ours, List<Slice> others, ToDoubleFunction<Slice> figure) {
        return Slice.median(ours, figure) / Slice.median(others, figure);
    }
}
