package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Lets programs take turns at one broker, so that what else the machine does falls on all of them. In each pass every
 * program runs in a new JVM, since what a JIT compiler does with a program differs from run to run; all of them are warm
 * before the first turn, and connected during their own turns only.
 */
final class Turns {
    private static final long POLL_MILLIS = 50;

    /** What is measured in a turn, which begins and ends with a client that is not connected. */
    interface Turn {
        void take(Program program, Child client) throws IOException, InterruptedException;
    }

    private final Options options;
    private final Broker broker;
    private final int warmUp;
    private final String work;

    /**
     * @param warmUp how many notices each program processes before it is measured
     * @param work what the listeners do
     */
    Turns(Options options, Broker broker, int warmUp, String work) {
        this.options = options;
        this.broker = broker;
        this.warmUp = warmUp;
        this.work = work;
    }

    /** Each program takes so many turns in each pass, but for those that are left out. */
    void run(List<Program> all, int rounds, Turn turn) throws IOException, InterruptedException {
        List<Program> programs = options.wanted(all);
        for (int pass = 1; pass <= options.passes(); pass++) {
            System.err.println("pass " + pass);
            Map<Program, Child> clients = new EnumMap<>(Program.class);
            try {
                for (Program program : programs) {
                    clients.put(program, program.start(options, broker, work));
                    warmUp(clients.get(program));
                }
                for (int round = 0; round < rounds; round++) {
                    for (Program program : programs) {
                        turn.take(program, clients.get(program));
                    }
                    // no program always has the same one before it
                    Collections.rotate(programs, 1);
                }
            } finally {
                for (Child client : clients.values()) {
                    client.close();
                }
            }
        }
    }

    private void warmUp(Child client) throws IOException, InterruptedException {
        for (int times = 0; times < options.warmUps(); times++) {
            broker.fill(warmUp);
            client.ask("open");
            while (broker.depth() > warmUp / 10) {
                Thread.sleep(POLL_MILLIS);
            }
            client.ask("close");
            broker.purge();
        }
    }
}
