package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.openapi.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many calls the OpenAPI of an {@link Emulator} takes within any second, by the emulator's clock. Immutable: each method
 * returns a copy with another figure.
 *
 * <p><b>The account</b>: an operation has a limit of its own. A signed call beyond it is answered 400
 * {@code Throttling.User}, with the headers {@code x-ratelimit-user-api: Limit:..,Remain:0,TimeLeft:..,Reset:..} and
 * {@code x-acs-retry-after}: TimeLeft and the latter are the milliseconds until the next call is taken, Reset is that time in
 * milliseconds since 1970. Calls that are refused do not count against it.
 *
 * <p><b>The address</b> a call comes from, whatever port: one limit for all operations together, against which every HTTP
 * request counts, whatever its answer. The call beyond it blocks the address for a time. A blocked address is answered 403 with
 * an HTML page, and its connection is closed; such calls do not make the block longer.
 *
 * <p>The documents name the figures, but neither whether refused calls count, nor what a blocked address sees, nor for how
 * long; that is the emulator's choice.
 */
public final class OpenApiLimits {
    private static final int MAX = 100_000;
    private static final Duration BLOCK = Duration.ofMinutes(1);
    private static final Duration MAX_BLOCK = Duration.ofDays(1);

    private static final OpenApiLimits NONE = new OpenApiLimits(new Limits(Map.of(), Limits.NONE, BLOCK));
    private static final OpenApiLimits SERVICE = NONE.account("QuerySessionByClientId", 500)
            .account("BatchQuerySessionByClientIds", 100)
            .account("QueryMqttTraceDevice", 500)
            .account("CloseConnection", 500)
            .account("ListGroupId", 10)
            .address(300);

    private final Limits limits;

    private OpenApiLimits(Limits limits) {
        this.limits = limits;
    }

    /** No limit; an address that is given one is blocked for a minute. */
    public static OpenApiLimits none() {
        return NONE;
    }

    /**
     * The documented figures: of the account 500 QuerySessionByClientId, 100 BatchQuerySessionByClientIds, 500
     * QueryMqttTraceDevice, 500 CloseConnection and 10 ListGroupId; of an address 300 calls, and a block of a minute.
     */
    public static OpenApiLimits ofService() {
        return SERVICE;
    }

    /**
     * The same with another limit of the account.
     *
     * @param action the name of an operation
     * @param perSecond 1 to 100,000 calls a second
     * @throws IllegalArgumentException when a value is not allowed
     */
    public OpenApiLimits account(String action, int perSecond) {
        Map<String, Integer> account = new HashMap<>(limits.account());
        account.put(Allowed.name("action", action), Allowed.between("perSecond", perSecond, 1, MAX));
        return new OpenApiLimits(new Limits(account, limits.address(), limits.block()));
    }

    /**
     * The same with another limit of an address.
     *
     * @param perSecond 1 to 100,000 calls a second
     * @throws IllegalArgumentException when the value is not allowed
     */
    public OpenApiLimits address(int perSecond) {
        int address = Allowed.between("perSecond", perSecond, 1, MAX);
        return new OpenApiLimits(new Limits(limits.account(), address, limits.block()));
    }

    /**
     * The same with another time for which an address is blocked.
     *
     * @param time 1 millisecond to 1 day
     * @throws IllegalArgumentException when the value is not allowed
     */
    public OpenApiLimits block(Duration time) {
        Allowed.between("time", time, Duration.ofMillis(1), MAX_BLOCK);
        return new OpenApiLimits(new Limits(limits.account(), limits.address(), time));
    }

    Limits limits() {
        return limits;
    }

    /** The figures. */
    @Override
    public String toString() {
        return "OpenApi" + limits;
    }
}
