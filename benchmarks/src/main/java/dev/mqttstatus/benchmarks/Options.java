package dev.mqttstatus.benchmarks;

import java.util.Set;

/**
 * How to measure.
 *
 * @param passes how often the list of programs is repeated
 * @param quick about a fifth of the notices: for a look, not for the record
 * @param without programs that are left out
 * @param hangSeconds how long the listener call hangs in that row
 */
record Options(int passes, boolean quick, Set<Program> without, int hangSeconds) {}
