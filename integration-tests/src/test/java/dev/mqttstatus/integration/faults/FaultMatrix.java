package dev.mqttstatus.integration.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

            @Override
            int unsettled() {
                return 0;
            }
        },
        DELIVERING {
            @Override
            void reach(Scene scene) {
                scene.produce(300);
                Poll.until("it is delivering", () -> scene.ledger.calls() >= 20);
            }
        },
        /** One call hangs, and what came after it is processed and at rest: the server knows all of it. */
        HANGING {
            @Override
            void reach(Scene scene) {
                scene.hang(0);
                scene.produceOf(0);
                Poll.until("it hangs", () -> scene.ledger.calls() == 1);
                for (int n = 0; n < 200; n++) {
                    scene.produceOf(1 + n % 15);
                }
                Poll.until("the others are settled", () -> scene.queued() == 1, scene::toString);
            }

            @Override
            int unsettled() {
                return 0;
            }

            @Override
            void leave(Scene scene) {
                scene.letGo();
            }
        },
        /** All is processed, and no settlement has reached the server yet. */
        SETTLING {
            @Override
            void reach(Scene scene) {
                // else the first credit might be delayed
                IDLE.reach(scene);
                scene.relay.hold(Relay.Way.TO_SERVER);
                scene.produce(60);
                Poll.until("all processed", () -> scene.ledger.unprocessed() == 0);
            }
        };

        abstract void reach(Scene scene);

        /**
         * How many notices are processed then without the server's knowing it, at most. While something moves this has no
         * closer bound than what may be unsettled: to what the SDK keeps back comes what is written and still on its way.
         * {@code WireContract} shows what the SDK keeps back.
         */
        int unsettled() {
            return Scene.UNSETTLED;
        }

        /** After the fault has begun. */
        void leave(Scene scene) {}
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
            scene.ledger.fault(fault.name(), moment.unsettled());
            fault.begin(scene);
            moment.leave(scene);
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

    /** More notices of that client than the consumer may hold come after the one that hangs. */
    @Test
    void aHangingCallHoldsBackItsClientOnly() throws Exception {
        try (Scene scene = new Scene(protocol())) {
            scene.hang(0);
            scene.consumer();
            scene.produceOf(0);
            Poll.until("it hangs", () -> scene.ledger.calls() == 1);
            int more = Scene.UNSETTLED + 200;
            for (int n = 0; n < more; n++) {
                scene.produceOf(0);
                scene.produceOf(1 + n % 20);
            }
            Poll.until("the others", () -> scene.ledger.unprocessed() == 1 + more, scene::toString);
            scene.letGo();
            scene.awaitSettled();
            assertEquals(1, scene.relay.greetings().size(), "connections");
            scene.ledger.check();
        }
    }

    @Test
    void malformedBodiesOfEveryKindCostOnlyThemselves() throws Exception {
        long seed = System.nanoTime();
        int count = 300;
        List<byte[]> bodies = Malformed.bodies(count, seed);
        try (Scene scene = new Scene(protocol())) {
            scene.consumer();
            for (byte[] body : bodies) {
                scene.put(body);
                scene.produce(1);
            }
            scene.awaitSettled();
            assertEquals(count, scene.deadLetters(), "seed " + seed);
            assertEquals(1, scene.relay.greetings().size(), "connections, seed " + seed);
            scene.ledger.check();
        }
    }
}
