package com.alibaba.mqtt.server.emulator.http;

import java.time.Duration;
import java.util.Map;

/**
 * The answer to one HTTP request.
 *
 * @param headers without those about the connection and the length, and without {@code Date}
 * @param body may be empty
 * @param delay how long after the request it is sent
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record HttpAnswer(int status, Map<String, String> headers, byte[] body, Ending ending, Duration delay) {

    /** What becomes of the connection. */
    public enum Ending {
        /** It takes further requests, if the client wants so. */
        KEEP,
        /** It is closed after the answer. */
        CLOSE,
        /** It is closed after half of the promised body. */
        CUT,
        /** Nothing is sent, and it stays open until the client or the server is closed. */
        HANG
    }

    /** Returns an answer that is sent immediately and keeps the connection. */
    public static HttpAnswer of(int status, String contentType, byte[] body) {
        return new HttpAnswer(status, Map.of("Content-Type", contentType), body, Ending.KEEP, Duration.ZERO);
    }

    /** The same, with another end. */
    public HttpAnswer then(Ending otherEnding) {
        return new HttpAnswer(status, headers, body, otherEnding, delay);
    }

    /** The same, later. */
    public HttpAnswer after(Duration otherDelay) {
        return new HttpAnswer(status, headers, body, ending, otherDelay);
    }
}
