package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Full load, while one listener call hangs: do the notices of the other clients go on? */
final class Hang implements Row {
    private static final String HANGING = Notices.GROUP + "@@@hangs";
    private static final int DEPTH = 50_000;
    private static final long SLICE_MILLIS = 1_000;

    @Override
    public String measure(Options options) throws Exception {
        Report report = new Report("One listener call hangs for " + options.hangSeconds() + " s under full load")
                .header("client", "notices/s before", "notices/s meanwhile: least / median", "ratio");
        for (Program program : options.wanted(List.of(Program.OURS_1_0, Program.OURS_0_9_1))) {
            try (Broker broker =
                    program == Program.OURS_1_0 ? new ArtemisBroker(options) : new RabbitMqBroker(options)) {
                run(options, program, broker, report);
            }
        }
        return report.toString();
    }

    private static void run(Options options, Program program, Broker broker, Report report)
            throws IOException, InterruptedException {
        long warmUp = options.quick() ? 100_000 : 300_000;
        int slices = Math.max(3, options.hangSeconds() / 3);
        for (int pass = 0; pass < options.passes(); pass++) {
            broker.purge();
            broker.keep(DEPTH);
            try (Child client = program.start(options, broker, "hang", HANGING, "" + options.hangSeconds() * 1_000)) {
                client.ask("open");
                while (Sample.parse(client.ask("sample")).notices() < warmUp) {
                    Thread.sleep(100);
                }
                List<Double> before = new ArrayList<>();
                while (before.size() < slices) {
                    before.add(perSecond(client));
                }
                broker.put(HANGING);
                while (!isHanging(client)) {
                    Thread.sleep(20);
                }
                List<Double> meanwhile = new ArrayList<>();
                double last = perSecond(client);
                while (isHanging(client)) {
                    meanwhile.add(last);
                    last = perSecond(client);
                }
                double ratio = Slice.quantile(meanwhile, 0.5) / Slice.quantile(before, 0.5);
                report.row(
                        program.title(),
                        number(Slice.quantile(before, 0.5)),
                        number(Slice.quantile(meanwhile, 0)) + " / " + number(Slice.quantile(meanwhile, 0.5)),
                        number(ratio));
                report.atLeast(program.title() + ", throughput of the others", ratio, 0.9);
                System.err.println(program.title() + ": " + number(ratio));
                broker.keep(0);
                client.ask("close");
            }
        }
    }

    private static boolean isHanging(Child client) throws IOException {
        return client.ask("report").equals("1");
    }

    private static double perSecond(Child client) throws IOException, InterruptedException {
        Sample from = Sample.parse(client.ask("sample"));
        Thread.sleep(SLICE_MILLIS);
        return Slice.between(from, Sample.parse(client.ask("sample"))).perSecond();
    }
}
