package dev.mqttstatus.benchmarks;

import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Decoding one notice, with ours or with the official SDK, as the class path has it: one class file for both. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
    /** Several, so that the compiler does not learn one by heart. */
    private final byte[][] bodies = new byte[64][];

    private int next;

    /** Creates the notices. */
    public DecodeBenchmark() {
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = Notices.body(i);
        }
    }

    /** A notice of body to bean. */
    @Benchmark
    public StatusNotice decode() {
        next = (next + 1) % bodies.length;
        return new StatusNotice(bodies[next]);
    }
}
