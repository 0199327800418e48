package app;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs the three test classes of this project concurrently, as often as the argument says, each time from scratch. */
public final class ParallelTests {
    private static final long NANOS_UNTIL_THREADS_ENDED = TimeUnit.SECONDS.toNanos(10);

    private ParallelTests() {}

    /** Prints how many tests succeeded and failed, and which threads are left. */
    public static void main(String[] args) throws Exception {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FirstTest.class), selectClass(SecondTest.class), selectClass(ThirdTest.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "FORK_JOIN_POOL")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
                .build();
        List<Thread> before = threads();
        long succeeded = 0;
        long failed = 0;
        for (int run = 0; run < Integer.parseInt(args[0]); run++) {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            Launcher launcher = LauncherFactory.create();
            launcher.execute(request, summary);
            succeeded += summary.getSummary().getTestsSucceededCount();
            System.out.println("run " + run + " failed " + summary.getSummary().getTotalFailureCount());
            failed += summary.getSummary().getTotalFailureCount();
            summary.getSummary().getFailures().forEach(failure -> failure.getException().printStackTrace());
        }
        System.out.println("check succeeded " + succeeded + " failed " + failed);
        long deadline = System.nanoTime() + NANOS_UNTIL_THREADS_ENDED;
        while (!left(before).isEmpty() && System.nanoTime() < deadline) {
            // until threads that were told to end have ended
            Thread.sleep(20);
        }
        System.out.println("check threads " + left(before));
        System.out.println("heap used MB " + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20));
        System.exit(0);
    }

    private static List<Thread> threads() {
        return List.copyOf(Thread.getAllStackTraces().keySet());
    }

    private static List<String> left(List<Thread> before) {
        return threads().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .map(Thread::getName)
                // JUnit's, the JVM's, and OkHttp's, which end by themselves after a minute
                .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("junit-") && !name.startsWith("OkHttp")
                        && !name.equals("process reaper") && !name.startsWith("Attach Listener"))
                .sorted()
                .toList();
    }
}
