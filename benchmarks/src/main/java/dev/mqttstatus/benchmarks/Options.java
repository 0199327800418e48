package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.util.Set;

/**
 * How to measure.
 *
 * @param passes how often the list of programs is repeated
 * @param quick about a fifth of the notices: for a look, not for the record
 * @param pin clients run on one processor and brokers on another
 * @param without programs that are left out
 * @param hangSeconds how long the listener call hangs in that row
 */
record Options(int passes, boolean quick, boolean pin, Set<Program> without, int hangSeconds) {
    private static final int BROKER_PROCESSOR = 0;
    private static final int CLIENT_PROCESSOR = 1;

    /** Gives a broker its processor. */
    void placeBroker(ProcessHandle process) throws IOException {
        if (pin) {
            Processes.pin(process, BROKER_PROCESSOR);
        }
    }

    /** Gives a client its processor. */
    void placeClient(ProcessHandle process) throws IOException {
        if (pin) {
            Processes.pin(process, CLIENT_PROCESSOR);
        }
    }
}
