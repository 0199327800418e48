package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of processes (Linux only). */
final class Processes {
    private static final long MICROS_PER_TICK = 10_000;

    private Processes() {}

    /** Processor time of a process and of those it started, in us. */
    static long cpu(ProcessHandle process) throws IOException {
        List<Long> ids = Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
        long cpu = 0;
        for (long id : ids) {
            cpu += cpu(String.valueOf(id)).sum();
        }
        return cpu;
    }

    /** Processor time of one process. */
    static Cpu cpu(String id) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", id, "stat"));
            // behind the name of the program, which may hold blanks: the third field and those after it
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Cpu(Long.parseLong(fields[11]) * MICROS_PER_TICK, Long.parseLong(fields[12]) * MICROS_PER_TICK);
        } catch (NoSuchFileException e) {
            // it has just ended
            return new Cpu(0, 0);
        }
    }

    /** Lets all threads of a process, and of those it started, run on this processor only. */
    static void pin(ProcessHandle process, int processor) throws IOException {
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            Process taskset = new ProcessBuilder(
                            "taskset",
                            "--all-tasks",
                            "--cpu-list",
                            "--pid",
                            String.valueOf(processor),
                            String.valueOf(each.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                taskset.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    /** In us. */
    record Cpu(long user, long system) {
        long sum() {
            return user + system;
        }
    }
}
