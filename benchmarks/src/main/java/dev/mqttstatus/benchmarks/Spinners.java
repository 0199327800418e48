package dev.mqttstatus.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps each virtual processor awake, at the lowest priority there is (SCHED_IDLE). On a virtual machine waking one that
 * sleeps costs tens of microseconds, and whether it sleeps depends on chance; with these the figures are steadier.
 */
final class Spinners implements AutoCloseable {
    private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");

    private final List<Process> spinners = new ArrayList<>();

    void start(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            spinners.add(new ProcessBuilder(
                            // a session of their own: the kernel may share processor time among sessions first
                            "setsid",
                            "chrt",
                            "--idle",
                            "0",
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Xmx16m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Spinners.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
    }

    /** Spins until the process that started it ends. */
    public static void main(String[] args) throws IOException {
        if (Files.exists(AUTOGROUP)) {
            Files.writeString(AUTOGROUP, "19");
        }
        Thread spinner = new Thread(
                () -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                },
                "spinner");
        spinner.setDaemon(true);
        spinner.start();
        // nothing is ever said; this waits for the end
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() {
        spinners.forEach(Process::destroy);
    }
}
