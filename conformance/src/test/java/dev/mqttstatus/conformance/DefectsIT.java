package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong with the official SDK, beside ours. Of the official one a test asks only that the defect shows, of ours
 * exactly what is promised.
 */
class DefectsIT {
    private static final String GROUP = "GID_shop";

    /** The official SDK refuses permanently what its listener failed on once. */
    @ParameterizedTest
    @EnumSource
    void aNoticeItsListenerFailedOn(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                Driver backend = Driver.start(sdk, emulator, "FailingDriver", GROUP)) {
            backend.await("ready");
            Notices.publish(emulator, GROUP, 10);
            backend.await("failed", 10);
            if (sdk.isOfficial()) {
                Poll.until(
                        "the notices are dead letters",
                        () -> emulator.group(GROUP).deadLetters() == 10);
                assertEquals(0, backend.count("done"));
            } else {
                backend.await("done", 10);
                Poll.until("all is settled", () -> emulator.group(GROUP).queued() == 0);
                assertEquals(0, emulator.group(GROUP).deadLetters());
            }
        }
    }

    /**
     * The official SDK takes all that there is, up to 30,000 into a queue of its own; one more closes the channel. What
     * was taken comes again, while the queue still holds it.
     */
    @ParameterizedTest
    @EnumSource
    void aBacklogAndASlowListener(Sdk sdk) throws Exception {
        int count = 36_000;
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP))) {
            Notices.publish(emulator, GROUP, count);
            try (Driver backend = Driver.start(sdk, emulator, "SlowDriver", GROUP)) {
                backend.await("ready");
                if (sdk.isOfficial()) {
                    backend.await("twice", 1_000);
                } else {
                    backend.await("clients " + count + ".");
                    Poll.until("all is settled", () -> emulator.group(GROUP).queued() == 0);
                    backend.stop();
                    backend.await("calls " + count + " clients " + count);
                }
            }
        }
    }

    /** The official SDK leaves threads that keep the JVM alive, one of which fails every five seconds. */
    @ParameterizedTest
    @EnumSource
    void afterStop(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP));
                Driver backend = Driver.start(sdk, emulator, "StatusDriver", GROUP)) {
            backend.await("ready");
            Notices.publish(emulator, GROUP, 1);
            backend.await("notice");
            backend.stop();
            backend.await("stopped");
            if (sdk.isOfficial()) {
                Poll.until("a failing timer", () -> backend.errors().contains("AlreadyClosedException"));
                assertTrue(backend.isAlive());
            } else {
                Poll.until("the JVM ends", () -> !backend.isAlive());
            }
        }
    }

    /** The official SDK goes on to call the listener for all that it has taken; as nothing is settled, all comes again. */
    @ParameterizedTest
    @EnumSource
    void aStopWhileNoticesWait(Sdk sdk) throws Exception {
        int count = 2_000;
        try (Emulator emulator = sdk.start(Emulator.builder().group(GROUP))) {
            Notices.publish(emulator, GROUP, count);
            try (Driver backend = Driver.start(sdk, emulator, "StopDriver", GROUP)) {
                // as many as it has threads at first
                backend.await("called", 16);
                backend.stop();
                if (sdk.isOfficial()) {
                    backend.await("late");
                } else {
                    backend.await("quiet");
                    assertEquals(0, backend.count("late"));
                }
                assertEquals(count, emulator.group(GROUP).queued());
            }
        }
    }

    /** The official SDK signs once in its life; a server that looks at the age of a signature does not let it back. */
    @ParameterizedTest
    @EnumSource
    void aRecoveryLongAfterTheStart(Sdk sdk) throws Exception {
        Duration window = Duration.ofSeconds(5);
        try (Emulator emulator = sdk.start(
                        Emulator.builder().group(GROUP).staleSignKeys(false).loginWindow(window));
                Driver backend = Driver.start(sdk, emulator, "StatusDriver", GROUP)) {
            backend.await("ready");
            long started = System.nanoTime();
            Poll.until("the signature is old", () -> System.nanoTime() - started > window.toNanos());
            emulator.cutAmqpConnections();
            if (sdk.isOfficial()) {
                try (Driver healthy = Driver.start(sdk, emulator, "StatusDriver", GROUP)) {
                    healthy.await("ready");
                    Notices.publish(emulator, GROUP, 100);
                    healthy.await("notice", 100);
                }
                assertEquals(0, backend.count("notice"));
            } else {
                Notices.publish(emulator, GROUP, 100);
                backend.await("notice", 100);
            }
        }
    }

    /** The official SDK takes a confirm for many as one for the last; the others fail, though they have arrived. */
    @ParameterizedTest
    @EnumSource(names = {"OFFICIAL", "OURS_0_9_1"})
    void oneConfirmForManyMessages(Sdk sdk) throws Exception {
        try (Emulator emulator = sdk.start(Emulator.builder().topic("orders"));
                ConfirmBatcher batcher = new ConfirmBatcher(emulator.amqpPort());
                Device device = new Device(emulator, "GID_demo@@@lock").subscribe("orders/#");
                Driver backend = Driver.start(
                        sdk,
                        emulator,
                        Map.of("MQTT_PORT", "" + batcher.port()),
                        "SendDriver",
                        "orders/new",
                        "100",
                        "1000")) {
            backend.await("confirmed");
            assertEquals(
                    1,
                    backend.count(sdk.isOfficial() ? "confirmed 10, failed 90." : "confirmed 100, failed 0."),
                    () -> backend.lines() + "");
            Poll.until("the messages at the device", () -> device.received().size() >= 100);
        }
    }
}
