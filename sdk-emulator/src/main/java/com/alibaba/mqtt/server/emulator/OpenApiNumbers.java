package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.openapi.Figures;
import java.util.Map;

/**
 * What has come to the OpenAPI of an {@link Emulator}, and what became of it, since the start or
 * {@link EmulatorOpenApi#resetNumbers()}. Immutable.
 *
 * <p>A second is any second by the emulator's clock, and not one that begins with a full second; a clock that is set back
 * starts it afresh. At most 100,000 requests within one are counted. An operation is one of the five that the OpenAPI has, and
 * is counted as the request names it where its signature covers it, whether the signature is right or wrong.
 */
public final class OpenApiNumbers {
    private final Figures.Snapshot figures;

    OpenApiNumbers(Figures.Snapshot figures) {
        this.figures = figures;
    }

    /** All HTTP requests that arrived completely, whatever their answer. */
    public long requests() {
        return figures.requests();
    }

    /** The calls that were answered with success, which is what the service bills. */
    public long answered() {
        return figures.answered().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The calls of an operation that were answered with success. */
    public long answered(String action) {
        return figures.answered().getOrDefault(action, 0L);
    }

    /** The calls that were answered with success, by operation; an operation that had none is not there. */
    public Map<String, Long> answeredByAction() {
        return figures.answered();
    }

    /** The calls that were refused for the limit of the account. Faults are not counted here. */
    public long throttled() {
        return figures.throttled();
    }

    /** The requests that were refused because their address was blocked, including the one that blocked it. */
    public long blocked() {
        return figures.blocked();
    }

    /** The requests that met a fault. Latency is none. */
    public long faults() {
        return figures.faults();
    }

    /** The largest number of requests that arrived within any second, those that were refused included. */
    public int maxInOneSecond() {
        return figures.max();
    }

    /** The same of one operation. */
    public int maxInOneSecond(String action) {
        return figures.maxByAction().getOrDefault(action, 0);
    }

    /** All figures. */
    @Override
    public String toString() {
        return "OpenApiNumbers" + figures.toString().substring("Snapshot".length());
    }
}
