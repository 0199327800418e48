package dev.mqttstatus.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process has used so far, as the kernel and the JVM count it (Linux only).
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param notices how many notices the listener has processed
 * @param cpu processor time of the process in us, in steps of 10 ms
 * @param system the part of it that was spent in the kernel
 * @param compilers processor time of the JIT compilers in us
 * @param bytes allocated by the threads that live, but for the one that asks
 * @param waits how often these threads gave up the processor to wait for something
 */
record Sample(long nanos, long notices, long cpu, long system, long compilers, long bytes, long waits) {
    private static final Pattern WAITS = Pattern.compile("\nvoluntary_ctxt_switches:\\s*(\\d+)");
    private static final Pattern COMPILER = Pattern.compile("^C[12] Compiler");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Sample now(long notices) throws IOException {
        Processes.Cpu cpu = Processes.cpu("self");
        String own = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
        long compilers = 0;
        long waits = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (!thread.getFileName().toString().equals(own)) {
                    waits += waits(read(thread.resolve("status")));
                    compilers += compilers(thread);
                }
            }
        }
        long ownBytes = BEAN.getThreadAllocatedBytes(Thread.currentThread().getId());
        long bytes = Arrays.stream(BEAN.getThreadAllocatedBytes(BEAN.getAllThreadIds()))
                        .filter(thread -> thread > 0)
                        .sum()
                - ownBytes;
        return new Sample(System.nanoTime(), notices, cpu.sum(), cpu.system(), compilers, bytes, waits);
    }

    private static long waits(String status) {
        Matcher matcher = WAITS.matcher(status);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static long compilers(Path thread) {
        if (!COMPILER.matcher(read(thread.resolve("comm"))).find()) {
            return 0;
        }
        Matcher nanos = NUMBER.matcher(read(thread.resolve("schedstat")));
        return nanos.find() ? Long.parseLong(nanos.group()) / 1_000 : 0;
    }

    /** The text of a file of a thread; none if it has just ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** The numbers, as {@link #parse} reads them. */
    String line() {
        return nanos + " " + notices + " " + cpu + " " + system + " " + compilers + " " + bytes + " " + waits;
    }

    static Sample parse(String line) {
        long[] n = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }
}
