package com.alibaba.mqtt.server.emulator.openapi;

import java.util.Map;

/** A request that the OpenAPI refuses, with what it answers. The message never holds a secret key. */
final class OpenApiError extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_LOGGED = 500;

    private final int status;
    private final String code;
    private final transient Map<String, String> hints;

    OpenApiError(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    /** @param hints further headers of the answer */
    OpenApiError(int status, String code, String message, Map<String, String> hints) {
        super(message);
        this.status = status;
        this.code = code;
        this.hints = hints;
    }

    /** A mandatory parameter or header is not there. */
    static OpenApiError missing(String name) {
        return new OpenApiError(400, "Missing" + name, name + " is mandatory for this action.");
    }

    /** A parameter of the operation is wrong. */
    static OpenApiError parameter(String message) {
        return new OpenApiError(400, "ParameterCheckFailed", message);
    }

    /** The signature is there, but parts of it are not. */
    static OpenApiError incomplete(String message) {
        return new OpenApiError(400, "IncompleteSignature", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> hints() {
        return hints;
    }

    /** Code and message for the log: in one short line, whatever the client has sent. */
    String line() {
        String message = String.valueOf(getMessage());
        return code + " "
                + message.substring(0, Math.min(MAX_LOGGED, message.length()))
                        .replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
    }
}
