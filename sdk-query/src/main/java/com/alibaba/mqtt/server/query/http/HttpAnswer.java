package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an HTTP answer that are used.
 *
 * @param headers gives the text of a header by its name, or null
 * @param secrets went out with the request, so the answer may hold them
 */
public record HttpAnswer(
        int status, Function<String, @Nullable String> headers, String body, Supplier<List<String>> secrets) {

    private static final int MAX_PLAIN = 64;

    /** Returns the text of a header, or null. */
    public @Nullable String header(String name) {
        return headers.apply(name);
    }

    /** Returns whether the HTTP status is one of success. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Returns {@link #visible} of a text, or null. */
    public @Nullable String shown(@Nullable String text) {
        return text == null ? null : visible(text);
    }

    /** Returns a text of this answer as it may be shown. */
    public String visible(String text) {
        // of the ids of requests, one of which is in each answer, nothing needs to be hidden
        return isPlain(text) && !holdsSecret(text) ? text : hidden(text);
    }

    private boolean holdsSecret(String text) {
        for (String secret : secrets.get()) {
            if (text.contains(secret)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlain(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (!plain) {
                return false;
            }
        }
        return text.length() <= MAX_PLAIN;
    }

    private String hidden(String text) {
        return ForeignText.hiding(secrets.get().toArray(String[]::new)).show(text);
    }

    /** Returns the id that the gateway gave the request, or null. */
    public @Nullable String requestId() {
        String id = header("x-acs-request-id");
        return id == null || id.isBlank() ? null : visible(id);
    }

    /**
     * Returns the error of an answer that is not the service's, or not in its documented form. Its text is not shown: it
     * may echo ours.
     */
    public ServerException malformed(String what) {
        @Nullable String type = header("Content-Type");
        String text = body.isBlank()
                ? "the answer is empty"
                : "the answer has " + body.length() + " characters of "
                        + (type == null ? "no stated type" : visible(type));
        return new ServerException(
                ErrorCode.MALFORMED_ANSWER,
                what + "; " + text,
                isRetryable(status),
                status,
                requestId(),
                RetryHints.of(this),
                null);
    }

    /** Returns whether an HTTP status, of the endpoint or of a proxy, says that the same call can work later. */
    public static boolean isRetryable(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + status + ", " + body.length() + " characters]";
    }
}
