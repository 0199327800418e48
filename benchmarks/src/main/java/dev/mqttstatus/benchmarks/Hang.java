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
    private static final long WARM_UP_MILLIS = 20_000;

    @Override
    public String measure(Options options) throws Exception {
        Report report = new Report("One listener call hangs for " + options.hangSeconds() + " s under full load")
                .header("client", "pass", "notices/s without: least / median", "meanwhile: least / median", "ratio");
        for (Program program :
                options.wanted(List.of(Program.OURS_1_0, Program.OTHER_1_0, Program.OURS_0_9_1, Program.OTHER_0_9_1))) {
            List<Double> ratios = new ArrayList<>();
            try (Broker broker = program == Program.OURS_1_0 || program == Program.OTHER_1_0
                    ? new ArtemisBroker(options)
                    : new RabbitMqBroker(options)) {
                for (int pass = 1; pass <= options.passes(); pass++) {
                    ratios.add(ratio(options, program, broker, pass, report));
                }
            }
            report.atLeast(program.title() + ", throughput of the others, median", Slice.quantile(ratios, 0.5), 0.9);
        }
        return report.toString();
    }

    /** Of the throughput while the call hangs to that before and after it, as a system drifts in minutes. */
    private static double ratio(Options options, Program program, Broker broker, int pass, Report report)
            throws IOException, InterruptedException {
        int slices = Math.max(3, options.hangSeconds() / 3);
        broker.purge();
        broker.keep(DEPTH);
        try (Child client = program.start(options, broker, "hang", HANGING, "" + options.hangSeconds() * 1_000)) {
            client.ask("open");
            Thread.sleep(options.quick() ? WARM_UP_MILLIS / 4 : WARM_UP_MILLIS);
            List<Double> without = new ArrayList<>();
            addSlices(client, slices, without);
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
            addSlices(client, slices, without);
            broker.keep(0);
            client.ask("close");
            double ratio = Slice.quantile(meanwhile, 0.5) / Slice.quantile(without, 0.5);
            report.row(program.title(), "" + pass, minAndMedian(without), minAndMedian(meanwhile), number(ratio));
            return ratio;
        }
    }

    private static void addSlices(Child client, int count, List<Double> slices)
            throws IOException, InterruptedException {
        for (int slice = 0; slice < count; slice++) {
            slices.add(perSecond(client));
        }
    }

    private static String minAndMedian(List<Double> slices) {
        return number(Slice.quantile(slices, 0)) + " / " + number(Slice.quantile(slices, 0.5));
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
