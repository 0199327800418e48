package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.openapi.OpenApi;
import com.alibaba.mqtt.server.emulator.openapi.WrongAnswer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The limits, faults and figures of the OpenAPI of an {@link Emulator}. Safe for many threads.
 *
 * <p>Operations, of version 2020-04-20: QuerySessionByClientId, BatchQuerySessionByClientIds, QueryMqttTraceDevice,
 * CloseConnection, ListGroupId; by GET or POST, signed with version 1.0 or ACS3-HMAC-SHA256. A nonce is required with either.
 * Answers and errors are JSON, or XML if that is asked for: by {@code Format=XML} in a request with version 1.0, by
 * {@code Accept: application/xml} in others. The header {@code Date} follows the emulator's clock.
 *
 * <p>Where the documents are silent or disagree:
 * <ul>
 *   <li>clients and groups that do not exist are offline, have no history, and can be closed;
 *   <li>CloseConnection answers without waiting for the end of the connection, whose trace then is {@code closed by server},
 *       a word that the documents do not have;
 *   <li>traces are kept of a client's last 1,000 actions and of 100,000 in all, not of refused logins; an accepted connection
 *       is {@code accepted}, its end {@code disconnected by client}, {@code clientId conflict}, or {@code closed by client} for
 *       all other reasons; times are those of UTC+8; any MqttRegionId will do; a page beyond the last is empty;
 *   <li>a request with version 1.0 and without {@code Format} is answered in JSON;
 *   <li>what is not HTTP is answered by the end of the connection.
 * </ul>
 *
 * <p>There can be 512 connections at a time; those beyond are closed. A connection that is idle, or whose request is not
 * complete, for 30 seconds is closed. No answer that is late or never comes delays another.
 */
public final class EmulatorOpenApi {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final OpenApi openApi;

    EmulatorOpenApi(OpenApi openApi) {
        this.openApi = openApi;
    }

    /**
     * The port of the OpenAPI for HTTPS, with the certificate {@link Emulator#certificate()} for {@code localhost}.
     *
     * @throws IllegalStateException when the emulator was started without {@link OpenApiOptions#tls}
     */
    public int httpsPort() {
        if (openApi.securePort() == 0) {
            throw new IllegalStateException("the OpenAPI was started without tls(true)");
        }
        return openApi.securePort();
    }

    /** Changes the limits. Counts afresh for them, and no address is blocked any more. */
    public EmulatorOpenApi limits(OpenApiLimits limits) {
        openApi.limits(limits.limits());
        return this;
    }

    /**
     * Sets where the chance of {@link #fail} and {@link #latency} starts from. The first seed is 0. With the same seed the
     * n-th request that is drawn for has the same fate.
     */
    public EmulatorOpenApi seed(long seed) {
        openApi.seed(seed);
        return this;
    }

    /** The next answers are these faults, in this order; then it is well again. A later call takes its place. */
    public EmulatorOpenApi next(OpenApiFault... faults) {
        openApi.misbehave(answers(faults));
        return this;
    }

    /**
     * Gives faults to a share of the requests, instead of doing what they ask. A later call takes its place. The faults of
     * {@link #next} come first, and what they hit is not drawn for.
     *
     * @param percent of all requests, 0 to 100
     * @param faults from which each is drawn with the same chance; at least one unless the share is 0
     * @throws IllegalArgumentException when a value is not allowed
     */
    public EmulatorOpenApi fail(int percent, OpenApiFault... faults) {
        Allowed.percent(percent);
        if (percent > 0 && faults.length == 0) {
            throw new IllegalArgumentException("faults are none, allowed is at least one");
        }
        openApi.misbehave(percent, answers(faults));
        return this;
    }

    /**
     * Sends all answers late, also those that are faults, but not those to a blocked address. What an operation answers is true
     * when the request comes, and not when the answer is sent.
     *
     * @param min 0 to 1 hour, drawn anew for each
     * @param max at least {@code min}, at most 1 hour; both 0 for none
     * @throws IllegalArgumentException when a value is not allowed
     */
    public EmulatorOpenApi latency(Duration min, Duration max) {
        Allowed.between("min", min, Duration.ZERO, LONGEST);
        Allowed.between("max", max, min, LONGEST);
        openApi.latency(min, max);
        return this;
    }

    /**
     * Ends all faults, including those of {@link #next} that are still to come, and latency. What is late
     * already still comes late, and what hangs goes on hanging. Limits and blocks, the seed and the figures stay.
     */
    public EmulatorOpenApi clear() {
        openApi.clear();
        return this;
    }

    /** What has come, and what became of it. */
    public OpenApiNumbers numbers() {
        return new OpenApiNumbers(openApi.numbers());
    }

    /** Starts to count {@link #numbers()} afresh. */
    public EmulatorOpenApi resetNumbers() {
        openApi.resetNumbers();
        return this;
    }

    private static List<WrongAnswer> answers(OpenApiFault... faults) {
        return Arrays.stream(faults).map(OpenApiFault::answer).toList();
    }
}
