package com.alibaba.mqtt.server.emulator.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttstatus.testing.Sneaky;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosersTest {
    private final Closers closers = new Closers();
    private final List<String> ended = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class, StackOverflowError.class})
    void eachPartEndsWhateverAnotherOneThrows(Class<? extends Throwable> thrown) throws Exception {
        Throwable failure = thrown.getConstructor().newInstance();
        closers.push(() -> ended.add("first"));
        closers.push(() -> Sneaky.throwAny(failure));
        closers.push(() -> ended.add("last"));
        closers.close();
        assertEquals(List.of("last", "first"), ended);
    }

    @Test
    void eachPartEndsOnce() {
        closers.push(() -> ended.add("one"));
        closers.close();
        closers.close();
        assertEquals(List.of("one"), ended);
    }
}
