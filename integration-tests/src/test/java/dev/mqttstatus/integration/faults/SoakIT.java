package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.LeakCheck;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random faults one after the other and with random pauses, half of the time on each wire. The system property
 * {@code soak.seconds} says how long, {@code soak.seed} repeats the choices of a run.
 */
@Tag("soak")
@ExtendWith(LeakCheck.class)
class SoakIT {
    private static final long SECONDS = Long.getLong("soak.seconds", 600);
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final int MAX_FAULTS = 4;
    private static final int MAX_NOTICES = 400;
    private static final int MAX_PAUSE_MILLIS = 400;

    private final Random random = new Random(SEED);
    private long notices;
    private int faults;
    private int restarts;

    @ParameterizedTest
    @EnumSource(value = Protocol.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void nothingIsLostThroughRandomFaults(Protocol protocol) throws Exception {
        System.out.println("soak over " + protocol + ", seed " + SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / 2;
        try (Scene scene = new Scene(protocol)) {
            Fault.HALF_OPEN.prepare(scene);
            Scene.Consumer consumer = scene.consumer();
            while (System.nanoTime() < end) {
                consumer = round(scene, consumer);
            }
            consumer.stop();
            scene.ledger.check();
            System.out.println("soak over " + protocol + ": " + notices + " notices, " + scene.ledger.calls()
                    + " listener calls, " + faults + " faults, "
                    + scene.relay.greetings().size() + " connections, "
                    + restarts + " restarts of the consumer, 0 lost");
        } catch (AssertionError | IOException e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }

    /** Some faults, and then until all is well. Returns the consumer to go on with. */
    private Scene.Consumer round(Scene scene, Scene.Consumer consumer) throws Exception {
        Scene.Consumer current = consumer;
        // the heartbeat is so short that a busy machine may miss one
        scene.ledger.fault("a missed heartbeat");
        for (int left = 1 + random.nextInt(MAX_FAULTS); left > 0; left--) {
            Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
            produce(scene);
            scene.ledger.fault(fault.name());
            faults++;
            fault.begin(scene);
            produce(scene);
            boolean restart = random.nextInt(4) == 0;
            if (restart) {
                current.stop();
            }
            fault.end(scene);
            if (restart) {
                restarts++;
                current = scene.consumer();
            }
        }
        scene.awaitSettled();
        scene.ledger.forgetProcessed();
        return current;
    }

    private void produce(Scene scene) throws IOException {
        int count = random.nextInt(MAX_NOTICES);
        notices += count;
        scene.produce(count);
        scene.device(random.nextBoolean());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MILLIS)));
    }
}
