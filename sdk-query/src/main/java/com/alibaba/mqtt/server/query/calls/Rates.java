package com.alibaba.mqtt.server.query.calls;

import java.util.Map;

/**
 * How many calls a second a client makes at most.
 *
 * @param operations by operation; one that is not named has the total
 * @param other for an operation that is not named
 * @param total for all operations together; infinite if there is no limit at all
 */
public record Rates(Map<String, Double> operations, double other, double total) {
    boolean isUnlimited() {
        return Double.isInfinite(total);
    }

    double of(String action) {
        return operations.getOrDefault(action, other);
    }
}
