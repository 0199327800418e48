package dev.mqttstatus.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves a thread, a socket or an open file behind. TCP sockets and files are seen on Linux
 * only, in {@code /proc}.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    /** How long things may take to end after the test closed them: thread pools of libraries keep idle threads for 60 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final List<Path> TCP_TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int INODE_COLUMN = 9;

    /** Threads that libraries share over the whole JVM and end (or keep, as daemons) by their own rules. */
    private static final List<String> SHARED = List.of(
            // OkHttp and Okio: static daemons that end after 60 idle seconds
            "OkHttp TaskRunner",
            "Okio Watchdog",
            // Netty: one static thread that ends when its queue is empty
            "globalEventExecutor",
            // RxJava in the HiveMQ client: the static scheduler of the devices
            "Rx",
            // JUnit's own, for @Timeout
            "junit-jupiter-timeout-watcher",
            // the JDK
            "CompletableFutureDelayScheduler",
            "ForkJoinPool.commonPool",
            "process reaper",
            "Common-Cleaner",
            "Keep-Alive-Timer",
            "Cleaner-");

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(Namespace.create(LeakCheck.class, context.getUniqueId()))
                .put("before", Seen.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Seen before = context.getStore(Namespace.create(LeakCheck.class, context.getUniqueId()))
                .get("before", Seen.class);
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<String> leaked = Seen.now().beyond(before);
        while (!leaked.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            leaked = Seen.now().beyond(before);
        }
        if (!leaked.isEmpty()) {
            throw new AssertionError("left behind: " + leaked + stacksOf(leaked));
        }
    }

    private static String stacksOf(Set<String> leaked) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> leaked.contains("thread " + thread.getKey().getName()))
                .map(thread -> "\n" + thread.getKey() + "\n  "
                        + Arrays.stream(thread.getValue())
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining("\n  ")))
                .collect(Collectors.joining());
    }

    private record Seen(Set<Thread> threads, Set<String> files, int sockets) {
        static Seen now() {
            Set<String> files = new HashSet<>();
            int sockets = 0;
            Set<String> tcp = tcpInodes();
            for (String target : descriptors()) {
                if (target.startsWith("socket:")) {
                    // the JVM and Netty keep sockets of other kinds, once made, for ever
                    sockets += tcp.contains(target.replaceAll("\\D", "")) ? 1 : 0;
                } else if (target.startsWith("/") && !target.endsWith(".jar") && !target.startsWith("/dev/")) {
                    files.add(target);
                }
            }
            return new Seen(Thread.getAllStackTraces().keySet(), files, sockets);
        }

        private static Set<String> tcpInodes() {
            Set<String> inodes = new HashSet<>();
            for (Path table : TCP_TABLES) {
                if (Files.exists(table)) {
                    try (Stream<String> rows = Files.lines(table)) {
                        rows.forEach(row -> inodes.add(row.trim().split("\\s+", -1)[INODE_COLUMN]));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
            return inodes;
        }

        private static List<String> descriptors() {
            if (!Files.isDirectory(DESCRIPTORS)) {
                return List.of();
            }
            try (Stream<Path> entries = Files.list(DESCRIPTORS)) {
                return entries.map(Seen::target).toList();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return "closed meanwhile: " + e.getMessage();
            }
        }

        Set<String> beyond(Seen before) {
            Set<String> more = new TreeSet<>();
            for (Thread thread : threads) {
                if (thread.isAlive()
                        && !before.threads.contains(thread)
                        && SHARED.stream().noneMatch(thread.getName()::startsWith)) {
                    more.add("thread " + thread.getName());
                }
            }
            files.stream().filter(file -> !before.files.contains(file)).forEach(file -> more.add("file " + file));
            if (sockets > before.sockets) {
                more.add((sockets - before.sockets) + " sockets");
            }
            return more;
        }
    }
}
