package com.alibaba.mqtt.server.emulator.openapi;

import java.time.Duration;
import java.util.Map;

/**
 * How many calls the OpenAPI takes within any second.
 *
 * @param account for each operation that is limited, how many signed calls
 * @param address how many calls from one address, of whatever kind; {@link #NONE} for any number
 * @param block how long an address is blocked that has gone beyond
 */
public record Limits(Map<String, Integer> account, int address, Duration block) {
    /** No limit. */
    public static final int NONE = Integer.MAX_VALUE;

    /** Copies the map. */
    public Limits {
        account = Map.copyOf(account);
    }
}
