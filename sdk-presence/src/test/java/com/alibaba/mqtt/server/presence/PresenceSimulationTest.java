package com.alibaba.mqtt.server.presence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.SimulationFailure.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole trackers in small histories, against the truth: 1,000 in each build, ten times as many in {@code .ci/run}.
 * {@code -Dpresence.seed=N} runs that one only, with each kind of faults; {@code -Dpresence.histories=N} as many of each
 * kind, and {@code -Dpresence.ignore=KIND,KIND} goes on past failures of these kinds.
 */
class PresenceSimulationTest {
    private static final long SEED = Long.getLong("presence.seed", -1);
    private static final int HISTORIES = SEED >= 0 ? 1 : Integer.getInteger("presence.histories", 100);
    private static final int OF_ANYTHING = 2;

    static Stream<String> faults() {
        return Stream.concat(SimulatedFaults.named().keySet().stream(), Stream.of(SimulatedFaults.ANYTHING));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void noStateIsWrongForLongAndNothingUntrueIsNotified(String name) {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        Map<Kind, String> first = new EnumMap<>(Kind.class);
        int histories = name.equals(SimulatedFaults.ANYTHING) && SEED < 0 ? OF_ANYTHING * HISTORIES : HISTORIES;
        for (int history = 0; history < histories; history++) {
            long seed = SEED >= 0 ? SEED : history;
            SimulatedFaults faults = SimulatedFaults.named().get(name);
            if (faults == null) {
                faults = SimulatedFaults.anyOf(new Random(seed));
            }
            SimulatedWorld world = new SimulatedWorld(seed, faults);
            SimulationFailure failure = world.run();
            if (failure != null) {
                counts.merge(failure.kind, 1, Integer::sum);
                String about = "-Dpresence.seed=" + seed + " " + faults + "\n" + failure.getMessage();
                first.computeIfAbsent(failure.kind, kind -> about + world.view());
            }
        }
        assertTrue(
                first.isEmpty(),
                () -> counts + " of " + histories + " histories; the first of each:\n"
                        + String.join("\n", first.values()));
    }
}
