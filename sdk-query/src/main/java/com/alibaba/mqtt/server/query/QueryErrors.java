package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The one place where what went wrong becomes a {@link ServerException}. */
final class QueryErrors {
    private static final int SHOWN_CHARS = 1_000;

    /** Codes that the same call, unchanged, can overcome later. A new call has a new nonce, which is why that is one. */
    private static final Set<String> RETRYABLE =
            Set.of("SystemOverFlow", "InternalError", "ServiceUnavailable", "SignatureNonceUsed");
    /** Codes of a wrong clock. The same call fails the same way until somebody sets it. */
    private static final Set<String> WRONG_CLOCK = Set.of("InvalidTimeStamp.Expired", "IllegalTimestamp");

    private QueryErrors() {}

    /** An error in the service's own words. */
    static ServerException ofService(String code, String reason, String requestId, HttpAnswer answer, Instant now) {
        boolean retryable = RETRYABLE.contains(code) || code.startsWith("Throttling");
        String clock = WRONG_CLOCK.contains(code) ? "; " + clockError(answer.date(), now) : "";
        return new ServerException(
                shown(code), shown(reason) + clock, retryable, answer.status(), shown(requestId), null);
    }

    private static String clockError(String date, Instant now) {
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
                        + (answer.contentType() == null ? "no stated type" : answer.contentType());
        boolean retryable = status >= 500 || status == 429 || status == 408;
        return new ServerException(
                ErrorCode.MALFORMED_ANSWER, shown(what + "; " + body), retryable, status, null, null);
    }

    /** A call without an answer. */
    static ServerException ofTransport(
            IOException e, Endpoint endpoint, Duration connectTimeout, Duration callTimeout) {
        if (e instanceof UnknownHostException) {
            return failed(ErrorCode.UNKNOWN_HOST, "the host of " + endpoint + " is not known", true, e);
        }
        if (e instanceof SocketTimeoutException) {
            // reads and writes have no limit of their own, so this can only be the connecting
            return failed(
                    ErrorCode.TIMED_OUT,
                    "no connection to " + endpoint + " within connectTimeout, " + connectTimeout.toMillis() + " ms",
                    true,
                    e);
        }
        if (e instanceof InterruptedIOException) {
            return failed(
                    ErrorCode.TIMED_OUT,
                    "no complete answer from " + endpoint + " within callTimeout, " + callTimeout.toMillis() + " ms",
                    true,
                    e);
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return failed(ErrorCode.CONNECT_FAILED, "no connection to " + endpoint, true, e);
        }
        // a connection that breaks under TLS comes as an SSLException around the socket's own
        boolean broke = e.getCause() instanceof SocketException || e.getCause() instanceof EOFException;
        if ((e instanceof SSLException && !broke) || e instanceof UnknownServiceException) {
            return failed(
                    ErrorCode.TLS_FAILED,
                    "no trusted TLS connection to " + endpoint + ": " + shown(e.getMessage()),
                    false,
                    e);
        }
        if (e instanceof ProtocolException) {
            return failed(ErrorCode.MALFORMED_ANSWER, endpoint + " does not answer in HTTP", false, e);
        }
        String when = e instanceof SSLHandshakeException
                ? "in the TLS handshake (does it speak TLS there?)"
                : "before the answer";
        return failed(ErrorCode.CONNECTION_LOST, "the connection to " + endpoint + " was lost " + when, true, e);
    }

    /** The answer began and did not end, or is not framed as HTTP frames it. */
    static ServerException cutShort(IOException e, Endpoint endpoint, Duration connectTimeout, Duration callTimeout) {
        if (e instanceof InterruptedIOException) {
            return ofTransport(e, endpoint, connectTimeout, callTimeout);
        }
        return failed(ErrorCode.CONNECTION_LOST, "the connection to " + endpoint + " was lost in its answer", true, e);
    }

    static ServerException stopped() {
        return failed(ErrorCode.STOPPED, "the query client is closed; make a new one", false, null);
    }

    static ServerException interrupted(InterruptedException e) {
        return failed(
                ErrorCode.INTERRUPTED, "the thread was interrupted while it waited; the call is cancelled", false, e);
    }

    private static ServerException failed(String code, String message, boolean retryable, Exception cause) {
        return new ServerException(code, message, retryable, cause);
    }

    /** Cuts and cleans foreign text, so that an answer can neither flood a log nor forge its lines. */
    private static String shown(String text) {
        if (text == null) {
            return null;
        }
        String start = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
        return start.replaceAll("\\p{Cntrl}", " ");
    }
}
