package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.openapi.WrongAnswer.Form;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MisbehaviourTest {
    private static final int REQUESTS = 20_000;
    private static final WrongAnswer HANG = WrongAnswer.of(Form.HANG);
    private static final WrongAnswer CUT = WrongAnswer.of(Form.CUT);

    private final Misbehaviour misbehaviour = new Misbehaviour();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50, 99, 100})
    void hitsItsShareAndEachKindEqually(int percent) {
        misbehaviour.share(percent, List.of(HANG, CUT));
        List<Optional<WrongAnswer>> drawn = draw(REQUESTS);
        for (WrongAnswer kind : List.of(HANG, CUT)) {
            double share =
                    100.0 * drawn.stream().filter(Optional.of(kind)::equals).count() / REQUESTS;
            assertEquals(percent / 2.0, share, percent == 0 ? 0 : 1.5, kind.toString());
        }
        assertEquals(percent == 100, drawn.stream().noneMatch(Optional::isEmpty));
    }

    @Test
    void theSameSeedIsTheSameFateWhateverTheLatency() {
        misbehaviour.share(30, List.of(HANG, CUT));
        List<Optional<WrongAnswer>> seedZero = draw(100);
        misbehaviour.seed(7);
        List<Optional<WrongAnswer>> seven = draw(100);
        misbehaviour.seed(7);
        misbehaviour.latency(Duration.ZERO, Duration.ofSeconds(1));
        List<Optional<WrongAnswer>> again = Stream.generate(() -> {
                    misbehaviour.latency();
                    return Optional.ofNullable(misbehaviour.fault());
                })
                .limit(100)
                .toList();
        assertEquals(seven, again);
        assertNotEquals(seedZero, seven);
        misbehaviour.seed(0);
        assertEquals(seedZero, draw(100));
    }

    @Test
    void whatIsNamedComesFirstAndIsNotDrawnFor() {
        misbehaviour.share(50, List.of(HANG));
        List<Optional<WrongAnswer>> drawn = draw(20);
        misbehaviour.seed(0);
        misbehaviour.next(List.of(CUT, CUT));
        assertEquals(Optional.of(CUT), draw(1).get(0));
        assertEquals(Optional.of(CUT), draw(1).get(0));
        assertEquals(drawn, draw(20));
    }

    @Test
    void latencyIsBetweenItsBoundsAndTheSameInEachRun() {
        Duration min = Duration.ofMillis(100);
        Duration max = Duration.ofMillis(200);
        misbehaviour.latency(min, max);
        List<Duration> first = latencies();
        assertTrue(first.stream().allMatch(late -> late.compareTo(min) >= 0 && late.compareTo(max) <= 0));
        assertTrue(first.stream().anyMatch(late -> late.compareTo(Duration.ofMillis(110)) < 0));
        assertTrue(first.stream().anyMatch(late -> late.compareTo(Duration.ofMillis(190)) > 0));
        misbehaviour.seed(0);
        assertEquals(first, latencies());
        misbehaviour.latency(max, max);
        assertEquals(max, misbehaviour.latency());
    }

    @Test
    void clearEndsAll() {
        misbehaviour.next(List.of(CUT));
        misbehaviour.share(100, List.of(HANG));
        misbehaviour.latency(Duration.ofSeconds(1), Duration.ofSeconds(2));
        misbehaviour.clear();
        assertNull(misbehaviour.fault());
        assertEquals(Duration.ZERO, misbehaviour.latency());
    }

    private List<Optional<WrongAnswer>> draw(int requests) {
        return Stream.generate(() -> Optional.ofNullable(misbehaviour.fault()))
                .limit(requests)
                .toList();
    }

    private List<Duration> latencies() {
        return Stream.generate(misbehaviour::latency).limit(1_000).toList();
    }
}
