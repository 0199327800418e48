package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.openapi.WrongAnswer;
import com.alibaba.mqtt.server.emulator.openapi.WrongAnswer.Form;

/**
 * Ways in which the emulator's OpenAPI can misbehave on demand, whatever is asked and in whatever format; see
 * {@link EmulatorOpenApi#next} and {@link EmulatorOpenApi#fail}.
 */
public enum OpenApiFault {
    /** Answers 503 with the code {@code ServiceUnavailable}. */
    SERVICE_UNAVAILABLE,
    /** Answers 503 with the code {@code ServiceUnavailable}, in XML. */
    SERVICE_UNAVAILABLE_XML,
    /** Answers 503 with an HTML page. */
    SERVICE_UNAVAILABLE_HTML,
    /** Answers 400 with the code {@code Throttling.User}, without a hint when to come again. */
    THROTTLED,
    /** Answers 400 with the code {@code Throttling.Api}, without a hint when to come again. */
    API_THROTTLED,
    /** Answers 500 with the code {@code SystemOverFlow}. */
    SYSTEM_OVERFLOW,
    /** Answers 500 with the code {@code InternalError}. */
    INTERNAL_ERROR,
    /** Answers 200 with an HTML page. */
    NOT_JSON,
    /** Answers 200 with JSON that has none of the expected keys. */
    WRONG_SHAPE,
    /** Answers 200 without a body. */
    EMPTY,
    /** Promises a body, sends half of it and closes the connection. */
    CUT,
    /** Does not answer; the connection stays open until {@link Emulator#close()}. */
    HANG;

    /** What the OpenAPI answers instead. */
    WrongAnswer answer() {
        return switch (this) {
            case SERVICE_UNAVAILABLE -> WrongAnswer.error(503, "ServiceUnavailable");
            case SERVICE_UNAVAILABLE_XML -> WrongAnswer.xmlError(503, "ServiceUnavailable");
            case SERVICE_UNAVAILABLE_HTML -> WrongAnswer.html(503);
            case API_THROTTLED -> WrongAnswer.error(400, "Throttling.Api");
            case THROTTLED -> WrongAnswer.error(400, "Throttling.User");
            case SYSTEM_OVERFLOW -> WrongAnswer.error(500, "SystemOverFlow");
            case INTERNAL_ERROR -> WrongAnswer.error(500, "InternalError");
            case NOT_JSON -> WrongAnswer.html(200);
            case WRONG_SHAPE -> WrongAnswer.of(Form.WRONG_SHAPE);
            case EMPTY -> WrongAnswer.of(Form.EMPTY);
            case CUT -> WrongAnswer.of(Form.CUT);
            case HANG -> WrongAnswer.of(Form.HANG);
        };
    }
}
