package com.alibaba.mqtt.server.emulator.openapi;

/** A request that the OpenAPI refuses, with what it answers. The message never holds a secret key. */
final class OpenApiError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    OpenApiError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
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
}
