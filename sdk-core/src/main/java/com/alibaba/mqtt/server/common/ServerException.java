package com.alibaba.mqtt.server.common;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one error of this SDK for everything that goes wrong between the caller and the service.
 *
 * <p>Branch on {@link #getCode()} and {@link #isRetryable()}, not on the text. The text never holds a secret.
 */
public class ServerException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String code;
    private final boolean retryable;
    private final int httpStatus;
    private final @Nullable String requestId;
    private final @Nullable Duration retryAfter;

    /**
     * Creates an error that did not come as an HTTP answer.
     *
     * @param code a constant of {@link ErrorCode}, or the service's own word
     * @param message what went wrong, for a person
     * @param retryable whether doing the same again later can succeed
     * @param cause what led to it, or null
     */
    public ServerException(String code, String message, boolean retryable, @Nullable Throwable cause) {
        this(code, message, retryable, 0, null, cause);
    }

    /**
     * Creates an error that came as an HTTP answer.
     *
     * @param httpStatus the status of the answer, 0 if there was none
     * @param requestId the service's id of the request, or null
     */
    public ServerException(
            String code,
            String message,
            boolean retryable,
            int httpStatus,
            @Nullable String requestId,
            @Nullable Throwable cause) {
        this(code, message, retryable, httpStatus, requestId, null, cause);
    }

    /**
     * Creates an error that came as an HTTP answer which said when to ask again.
     *
     * @param retryAfter how long the service asked to wait, or null if it did not
     */
    public ServerException(
            String code,
            String message,
            boolean retryable,
            int httpStatus,
            @Nullable String requestId,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(text(code, message, httpStatus, requestId), cause);
        this.code = code;
        this.retryable = retryable;
        this.httpStatus = httpStatus;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
    }

    private static String text(String code, String message, int httpStatus, @Nullable String requestId) {
        StringBuilder text = new StringBuilder(code).append(": ").append(message);
        if (httpStatus != 0) {
            text.append(" (HTTP ").append(httpStatus);
            if (requestId != null) {
                text.append(", request id ").append(requestId);
            }
            text.append(')');
        }
        return text.toString();
    }

    /** Returns the service's code, or a constant of {@link ErrorCode} for what this SDK found itself; never null. */
    public String getCode() {
        return code;
    }

    /** Returns whether the same call can succeed later without a change by the caller. */
    public boolean isRetryable() {
        return retryable;
    }

    /** Returns the HTTP status of the answer, or 0 if the error did not come as an HTTP answer. */
    public int getHttpStatus() {
        return httpStatus;
    }

    /** Returns the service's id of the request, which its support asks for, or null if there is none. */
    public @Nullable String getRequestId() {
        return requestId;
    }

    /** Returns how long the service asked to wait before the next call, or null if it did not say. */
    public @Nullable Duration getRetryAfter() {
        return retryAfter;
    }

    /** Returns whether the service refused the call because there were too many: it was not done, and is not billed. */
    public boolean isThrottled() {
        return code.startsWith("Throttling") || code.equals("SystemOverFlow") || httpStatus == TOO_MANY_REQUESTS;
    }
}
