package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an HTTP answer that are used. {@code date} and {@code contentType} are the headers' text, or null;
 * {@code secrets} went out with the request, so the answer may hold them.
 */
record HttpAnswer(
        int status, @Nullable String date, @Nullable String contentType, String body, List<String> secrets) {

    /** Returns {@link #visible} of a text, or null. */
    @Nullable
    String shown(@Nullable String text) {
        return text == null ? null : visible(text);
    }

    /** Returns a text of this answer as it may be shown. */
    String visible(String text) {
        return ForeignText.hiding(secrets.toArray(String[]::new)).show(text);
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + status + ", " + body.length() + " characters]";
    }
}
