package com.alibaba.mqtt.server.emulator.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong with the bytes of all connections of a relay. Used by its thread only. */
final class Weather {
    private static final int ALL = 1_000;

    private final SplittableRandom random = new SplittableRandom(0);
    long delayNanos;
    int garbledPerMille;

    /** The byte that comes for one that was sent. */
    byte pass(byte sent) {
        return random.nextInt(ALL) < garbledPerMille ? (byte) (sent ^ (1 + random.nextInt(0xFF))) : sent;
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        if (delayNanos > 0) {
            words.add("late by " + Duration.ofNanos(delayNanos));
        }
        if (garbledPerMille > 0) {
            words.add(garbledPerMille + " of 1000 bytes garbled");
        }
        return words;
    }
}
