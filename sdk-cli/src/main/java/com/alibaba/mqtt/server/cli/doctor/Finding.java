package com.alibaba.mqtt.server.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What a step found. Its texts are fit for a terminal and for a ticket: no secret, nothing invisible.
 *
 * @param step what was looked at; the anchor in docs/cli.md is {@code doctor-} and this, with dashes
 * @param result how it ended
 * @param detail what was seen
 * @param remedy what to do, null if nothing
 * @param exitCode of the command if this is the first failure
 */
record Finding(
        String step, Result result, String detail, @Nullable String remedy, int exitCode) {
    static Finding ok(String step, String detail) {
        return new Finding(step, Result.ok, detail, null, 0);
    }

    static Finding skip(String step, String why) {
        return new Finding(step, Result.skip, why, null, 0);
    }

    static Finding warn(String step, String detail, String remedy) {
        return new Finding(step, Result.warn, detail, remedy, 0);
    }

    static Finding fail(String step, int exitCode, String detail, String remedy) {
        return new Finding(step, Result.fail, detail, remedy, exitCode);
    }

    boolean failed() {
        return result == Result.fail;
    }
}
