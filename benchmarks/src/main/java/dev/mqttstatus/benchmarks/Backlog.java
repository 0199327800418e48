package dev.mqttstatus.benchmarks;

import static dev.mqttstatus.benchmarks.Report.number;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backlog and a listener that takes its time: is everything delivered, once, and as fast as the lanes allow? */
final class Backlog implements Row {
    private static final int LISTENER_MILLIS = 5;
    /** What such a call takes in fact, with the wake-up of its thread. */
    private static final double CALL_SECONDS = 0.0052;

    private static final int LANES = 32;
    /** What may be unsettled with ours, and settlements that the broker has received and not booked yet. */
    private static final int BOUND = 1_000 + 64;

    private static final long LIMIT_SECONDS = 90;
    private static final long POLL_MILLIS = 50;

    @Override
    public String measure(Options options) throws Exception {
        int notices = options.quick() ? 20_000 : 100_000;
        Report report = new Report("Backlog of " + number(notices) + ", listener of " + LISTENER_MILLIS + " ms, "
                        + LANES + " lanes")
                .header("client", "calls", "lost", "duplicates", "left in the queue", "time ratio", "most unsettled");
        try (Broker broker = new ArtemisBroker(options)) {
            drain(options, List.of(Program.OURS_1_0, Program.OTHER_1_0), broker, notices, report);
        }
        try (Broker broker = new RabbitMqBroker(options)) {
            drain(options, List.of(Program.OURS_0_9_1, Program.OTHER_0_9_1, Program.OFFICIAL), broker, notices, report);
        }
        return report.toString();
    }

    private static void drain(Options options, List<Program> programs, Broker broker, int notices, Report report)
            throws IOException, InterruptedException {
        for (int pass = 0; pass < options.passes(); pass++) {
            for (Program program : options.wanted(programs)) {
                // the official SDK takes all of the limit, so that once is enough
                if (pass == 0 || program != Program.OFFICIAL) {
                    drain(options, program, broker, notices, report);
                }
            }
        }
    }

    private static void drain(Options options, Program program, Broker broker, int notices, Report report)
            throws IOException, InterruptedException {
        broker.purge();
        broker.fill(notices);
        try (Child client = program.start(options, broker, "slow", "" + LISTENER_MILLIS, "" + notices)) {
            client.ask("open");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            double maxUnsettled = 0;
            while (broker.depth() > 0 && System.nanoTime() < end) {
                maxUnsettled = Math.max(maxUnsettled, (double) broker.unsettled());
                Thread.sleep(POLL_MILLIS);
            }
            double left = broker.depth();
            String[] ledger = client.ask("report").split(" ", -1);
            double calls = Long.parseLong(ledger[0]);
            double distinct = Long.parseLong(ledger[1]);
            double ratio = Long.parseLong(ledger[2]) / 1e9 / (notices * CALL_SECONDS / LANES);
            report.row(
                    program.title(),
                    number(calls),
                    number(notices - distinct),
                    number(calls - distinct),
                    number(left),
                    number(ratio),
                    number(maxUnsettled));
            if (program != Program.OFFICIAL) {
                report.atMost(program.title() + ", lost", notices - distinct, 0)
                        .atMost(program.title() + ", duplicates", calls - distinct, 0)
                        .atMost(program.title() + ", time", ratio, 1.1)
                        .atMost(program.title() + ", unsettled", maxUnsettled, BOUND);
            }
            System.err.println(program.title() + ": " + number(calls) + " calls, " + number(distinct) + " notices");
            client.ask("close");
        }
    }
}
