package dev.mqttstatus.integration;

import com.alibaba.mqtt.server.config.Protocol;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault, on one wire: whatever breaks and whenever, the {@link Ledger} agrees at the end. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
abstract class FaultMatrix {
    /** These end a connection, which matters most at certain moments. */
    private static final Set<Fault> OF_THE_CONNECTION =
            EnumSet.of(Fault.RESET, Fault.CUT, Fault.TRUNCATED_HEADER, Fault.HALF_OPEN);

    /** What the consumer is doing when a fault begins. */
    enum Moment {
        IDLE {
            @Override
            void reach(Scene scene) {
                scene.produce(20);
                scene.awaitSettled();
            }
        },
        DELIVERING {
            @Override
            void reach(Scene scene) {
                scene.produce(300);
                Poll.until("it is delivering", () -> scene.ledger.calls() >= 20);
            }
        },
        /** All is processed, and no settlement has reached the server yet. */
        SETTLING {
            @Override
            void reach(Scene scene) {
                // else the first credit might be held back
                IDLE.reach(scene);
                scene.relay.hold(Relay.Way.TO_SERVER);
                scene.produce(60);
                Poll.until("all processed", () -> scene.ledger.unprocessed() == 0);
            }
        };

        abstract void reach(Scene scene);
    }

    abstract Protocol protocol();

    static Stream<Arguments> cells() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Arrays.stream(Moment.values())
                        .filter(moment -> moment == Moment.DELIVERING || OF_THE_CONNECTION.contains(fault))
                        .map(moment -> Arguments.of(fault, moment)));
    }

    @ParameterizedTest(name = "{0} while {1}")
    @MethodSource("cells")
    void nothingIsLost(Fault fault, Moment moment) throws Exception {
        try (Scene scene = new Scene(protocol())) {
            fault.prepare(scene);
            Scene.Consumer consumer = scene.consumer();
            moment.reach(scene);
            scene.ledger.fault(fault.name());
            fault.begin(scene);
            scene.produce(50);
            fault.end(scene);
            scene.produce(50);
            scene.awaitSettled();
            scene.produce(100);
            scene.awaitSettled();
            consumer.stop();
            scene.ledger.check();
        }
    }

    @ParameterizedTest(name = "stop during {0}")
    @EnumSource(Fault.class)
    void stopLeavesEverythingToTheNextConsumer(Fault fault) throws Exception {
        try (Scene scene = new Scene(protocol())) {
            fault.prepare(scene);
            Scene.Consumer stopped = scene.consumer();
            Moment.DELIVERING.reach(scene);
            scene.ledger.fault(fault.name());
            fault.begin(scene);
            scene.produce(50);
            stopped.stop();
            fault.end(scene);
            scene.consumer();
            scene.awaitSettled();
            scene.ledger.check();
        }
    }
}
