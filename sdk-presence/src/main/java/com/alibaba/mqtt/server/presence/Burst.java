package com.alibaba.mqtt.server.presence;

/**
 * Whether a client flaps, or two fight over its id, and whether that was told. Told once for each burst: it ends when
 * no session began for a flap period.
 *
 * @param flappingAt the newest opening at which it flapped, 0 if never
 * @param flappingDue whether it is to be told
 * @param fightAt the newest opening at which two fought, 0 if never
 * @param fightDue whether it is to be told
 */
record Burst(long flappingAt, boolean flappingDue, long fightAt, boolean fightDue) {
    static final Burst NONE = new Burst(0, false, 0, false);

    Burst next(Timeline timeline, Rules rules, Telling telling) {
        boolean flapping = timeline.isFlapping();
        boolean fighting = timeline.isFighting();
        if (!flapping && !fighting) {
            return this;
        }
        long newest = timeline.newestOpening();
        boolean newFlapping = flapping && telling.isOn() && newest - flappingAt >= rules.flapPeriod();
        boolean newFight = fighting && telling.isOn() && newest - fightAt >= rules.flapPeriod();
        return new Burst(
                flapping ? newest : flappingAt,
                flappingDue || newFlapping,
                fighting ? newest : fightAt,
                fightDue || newFight);
    }

    boolean isNone() {
        return flappingAt == 0 && fightAt == 0;
    }

    boolean isDue() {
        return flappingDue || fightDue;
    }

    Burst told() {
        return isDue() ? new Burst(flappingAt, false, fightAt, false) : this;
    }
}
