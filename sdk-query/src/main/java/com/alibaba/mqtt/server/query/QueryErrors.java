package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ServiceConfigurationError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates every {@link ServerException} of a query that the transport does not. */
final class QueryErrors {
    /** Codes that the same call, unchanged, can overcome later. A new call has a new nonce, which is why that is one. */
    private static final Set<String> RETRYABLE =
            Set.of("SystemOverFlow", "InternalError", "ServiceUnavailable", "SignatureNonceUsed");
    /** Codes of a wrong clock. The same call fails the same way until somebody sets it. */
    private static final Set<String> WRONG_CLOCK = Set.of("InvalidTimeStamp.Expired", "IllegalTimestamp");

    private QueryErrors() {}

    /** An error in the service's own words. */
    static ServerException ofService(
            String code, @Nullable String reason, @Nullable String requestId, HttpAnswer answer, Instant now) {
        boolean retryable = RETRYABLE.contains(code) || code.startsWith("Throttling");
        String clock = WRONG_CLOCK.contains(code) ? "; " + clockError(answer.date(), now) : "";
        return new ServerException(
                answer.visible(code),
                (reason == null ? "the service gives no reason" : answer.visible(reason)) + clock,
                retryable,
                answer.status(),
                answer.shown(requestId),
                null);
    }

    private static String clockError(@Nullable String date, Instant now) {
        try {
            Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date == null ? "" : date, Instant::from);
            long seconds = Duration.between(theirs, now).toSeconds();
            return "the local clock is " + Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of")
                    + " the answer's Date";
        } catch (DateTimeException e) {
            return "the answer has no Date to compare the local clock with";
        }
    }

    /** An answer that is not the service's, or not in its documented form. Its text is not shown: it may echo ours. */
    static ServerException malformed(String what, HttpAnswer answer) {
        int status = answer.status();
        String body = answer.body().isBlank()
                ? "the answer is empty"
                : "the answer has " + answer.body().length() + " characters of "
                        + (answer.contentType() == null ? "no stated type" : answer.visible(answer.contentType()));
        return new ServerException(
                ErrorCode.MALFORMED_ANSWER, what + "; " + body, isRetryable(status), status, null, null);
    }

    /** Returns whether an HTTP status, of the endpoint or of a proxy, says that the same call can work later. */
    static boolean isRetryable(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    static ServerException stopped() {
        return failed(ErrorCode.STOPPED, "the query client is closed; create a new one", false, null);
    }

    static ServerException interrupted(InterruptedException e) {
        return failed(
                ErrorCode.INTERRUPTED, "the thread was interrupted while it waited; the call is cancelled", false, e);
    }

    /** A step of the call took too long. */
    static ServerException timeIsOver(String step, Duration callTimeout) {
        return failed(
                ErrorCode.TIMED_OUT,
                "no complete " + step + " within callTimeout, " + callTimeout.toMillis() + " ms",
                true,
                null);
    }

    /** Not sent: all threads are in calls that do not end. */
    static ServerException allHang(Duration callTimeout) {
        return failed(
                ErrorCode.TIMED_OUT,
                "not sent: all " + Calls.MAX_RUNNING + " threads hang in calls beyond callTimeout, "
                        + callTimeout.toMillis() + " ms; a credentials provider or a name server does not answer",
                true,
                null);
    }

    /** Not sent: the JVM can create no thread. */
    static ServerException noThread(Throwable e) {
        return failed(
                ErrorCode.UNEXPECTED,
                "not sent: no thread can be started for it (" + e.getClass().getName() + ")",
                true,
                e);
    }

    /** Whatever a call threw. Anything but a {@link ServerException} is unexpected. */
    static ServerException ofAny(@Nullable Throwable e) {
        if (e instanceof ServerException ours) {
            return ours;
        }
        if (e instanceof LinkageError || e instanceof ServiceConfigurationError) {
            return failed(
                    ErrorCode.BAD_CONFIGURATION,
                    "a class on the class path is missing, or of another version than the query client needs: "
                            + ForeignText.visible(e.toString()),
                    false,
                    e);
        }
        return failed(
                ErrorCode.UNEXPECTED,
                "the call broke off in this JVM: "
                        + (e == null ? "no reason given" : e.getClass().getName()),
                e instanceof VirtualMachineError,
                e);
    }

    private static ServerException failed(String code, String message, boolean retryable, @Nullable Throwable cause) {
        return new ServerException(code, message, retryable, cause);
    }
}
