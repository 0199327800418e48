package com.alibaba.mqtt.server.emulator.openapi;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the next requests: those that were named first, then a share of them by chance, and how late the
 * answers are. Chance starts from a seed, and goes on by one draw for each request. Safe for many threads.
 */
final class Misbehaviour {
    private static final int HUNDRED = 100;

    private final Queue<WrongAnswer> next = new ArrayDeque<>();
    private SplittableRandom faultChance = new SplittableRandom(0);
    private SplittableRandom latencyChance = new SplittableRandom(~0L);
    private List<WrongAnswer> kinds = List.of();
    private int percent;
    private Duration min = Duration.ZERO;
    private Duration max = Duration.ZERO;

    synchronized void seed(long seed) {
        faultChance = new SplittableRandom(seed);
        // as good as another one, and the same in each run
        latencyChance = new SplittableRandom(~seed);
    }

    synchronized void next(List<WrongAnswer> answers) {
        next.addAll(answers);
    }

    /** @param newKinds at least one, unless the share is 0 */
    synchronized void share(int newPercent, List<WrongAnswer> newKinds) {
        percent = newPercent;
        kinds = List.copyOf(newKinds);
    }

    synchronized void latency(Duration newMin, Duration newMax) {
        min = newMin;
        max = newMax;
    }

    synchronized void clear() {
        next.clear();
        share(0, List.of());
        latency(Duration.ZERO, Duration.ZERO);
    }

    /** What is set, in words. */
    synchronized List<String> set() {
        List<String> words = new ArrayList<>();
        if (!next.isEmpty()) {
            words.add("the next " + next.size() + " answers of the OpenAPI are wrong");
        }
        if (percent > 0) {
            words.add(percent + " % of the answers of the OpenAPI are wrong");
        }
        if (!max.isZero()) {
            words.add("the OpenAPI answers late by " + min + " to " + max);
        }
        return words;
    }

    /** What to answer to the next request, null for the right answer. */
    synchronized @Nullable WrongAnswer fault() {
        WrongAnswer named = next.poll();
        if (named != null || percent == 0) {
            return named;
        }
        int drawn = faultChance.nextInt(HUNDRED);
        int kind = faultChance.nextInt(kinds.size());
        return drawn < percent ? kinds.get(kind) : null;
    }

    /** How late the next answer is. */
    synchronized Duration latency() {
        long span = max.minus(min).toNanos();
        return span == 0 ? min : min.plusNanos(latencyChance.nextLong(span + 1));
    }
}
