package dev.mqttstatus.benchmarks;

/** One row of the table of targets. */
interface Row {
    /** Measures, which takes minutes, and returns what came out in Markdown. */
    String measure(Options options) throws Exception;
}
