package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Timeline;

/**
 * Whether a client flaps, or its connections take over from each other, and whether that was notified. It is notified once
 * for each burst: a burst ends when no session began for a flap period. Internal, not exported.
 *
 * @param flappingAt the newest opening at which it flapped, 0 if never
 * @param flappingDue whether it is to be notified
 * @param takeoverAt the newest opening at which connections took over from each other, 0 if never
 * @param takeoverDue whether it is to be notified
 */
public record Burst(long flappingAt, boolean flappingDue, long takeoverAt, boolean takeoverDue) {
    static final Burst NONE = new Burst(0, false, 0, false);

    Burst next(Timeline timeline, Rules rules, TaskRules taskRules) {
        boolean flapping = timeline.isFlapping();
        boolean takingOver = timeline.isTakingOver();
        if (!flapping && !takingOver) {
            return this;
        }
        long newest = timeline.newestOpening();
        boolean newFlapping = flapping && taskRules.notifies() && newest - flappingAt >= rules.flapPeriod();
        boolean newTakeover = takingOver && taskRules.notifies() && newest - takeoverAt >= rules.flapPeriod();
        return new Burst(
                flapping ? newest : flappingAt,
                flappingDue || newFlapping,
                takingOver ? newest : takeoverAt,
                takeoverDue || newTakeover);
    }

    boolean isNone() {
        return flappingAt == 0 && takeoverAt == 0;
    }

    boolean isDue() {
        return flappingDue || takeoverDue;
    }

    Burst notified() {
        return isDue() ? new Burst(flappingAt, false, takeoverAt, false) : this;
    }
}
