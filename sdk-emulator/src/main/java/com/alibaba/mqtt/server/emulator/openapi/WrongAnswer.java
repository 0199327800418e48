package com.alibaba.mqtt.server.emulator.openapi;

import org.jspecify.annotations.Nullable;

/**
 * A wrong answer of the OpenAPI to whatever request comes.
 *
 * @param code the error code in the body, null if the form has none
 */
public record WrongAnswer(Form form, int status, @Nullable String code) {

    /** What the answer looks like. */
    public enum Form {
        /** JSON with an error code. */
        ERROR,
        /** XML with an error code. */
        XML_ERROR,
        /** An HTML page. */
        HTML,
        /** JSON that has none of the expected keys. */
        WRONG_SHAPE,
        /** No body. */
        EMPTY,
        /** Half of a body, and the end of the connection. */
        CUT,
        /** No answer on an open connection. */
        HANG
    }

    /** Returns an answer that names an error. */
    public static WrongAnswer error(int status, String code) {
        return new WrongAnswer(Form.ERROR, status, code);
    }

    /** Returns an answer that names an error in XML. */
    public static WrongAnswer xmlError(int status, String code) {
        return new WrongAnswer(Form.XML_ERROR, status, code);
    }

    /** Returns an HTML page. */
    public static WrongAnswer html(int status) {
        return new WrongAnswer(Form.HTML, status, null);
    }

    /** Returns an answer with the status 200 that is no error. */
    public static WrongAnswer of(Form form) {
        return new WrongAnswer(form, 200, null);
    }
}
