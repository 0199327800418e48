package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;

/**
 * An HTTP answer as far as we look at it. {@code date} and {@code contentType} are the headers' text, or null;
 * {@code secrets} went out with the request, so the answer may hold them.
 */
record HttpAnswer(int status, String date, String contentType, String body, List<String> secrets) {

    /** Returns a text of this answer as it may be shown. */
    String shown(String text) {
        return text == null
                ? null
                : ForeignText.hiding(secrets.toArray(String[]::new)).show(text);
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + status + ", " + body.length() + " characters]";
    }
}
