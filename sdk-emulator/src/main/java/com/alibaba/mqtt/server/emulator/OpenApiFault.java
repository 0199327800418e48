package com.alibaba.mqtt.server.emulator;

/** Ways in which the emulator's OpenAPI can misbehave on demand; see {@link Emulator#openApiFault}. */
public enum OpenApiFault {
    /** Answers 503 with the code {@code ServiceUnavailable}. */
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable"),
    /** Answers 400 with the code {@code Throttling.User}. */
    THROTTLED(400, "Throttling.User"),
    /** Answers 500 with the code {@code SystemOverFlow}. */
    SYSTEM_OVERFLOW(500, "SystemOverFlow"),
    /** Answers 500 with the code {@code InternalError}. */
    INTERNAL_ERROR(500, "InternalError"),
    /** Answers 200 with an HTML page. */
    NOT_JSON(200, null),
    /** Answers 200 with JSON that has none of the expected keys. */
    WRONG_SHAPE(200, null),
    /** Answers 200 without a body. */
    EMPTY(200, null),
    /** Promises a body, sends half of it and closes the connection. */
    CUT(200, null),
    /** Does not answer; the connection stays open until {@link Emulator#close()}. */
    HANG(0, null);

    private final int status;
    private final String code;

    OpenApiFault(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** The HTTP status, 0 for none. */
    int status() {
        return status;
    }

    /** The error code in the JSON body, or null when the fault has no such body. */
    String code() {
        return code;
    }
}
