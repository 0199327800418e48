package com.alibaba.mqtt.server.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
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
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Failures that are hard to provoke on every machine; {@code TransportFaultsTest} provokes the others. */
class TransportErrorsTest {
    static final List<Arguments> FAILURES = List.of(
            failure(new UnknownHostException("h"), ErrorCode.UNKNOWN_HOST, true, "host of https://h:1 is not known"),
            failure(new SocketTimeoutException("t"), ErrorCode.TIMED_OUT, true, "within connectTimeout, 5000 ms"),
            failure(new InterruptedIOException("t"), ErrorCode.INTERRUPTED, true, "was interrupted"),
            failure(new ConnectException("refused"), ErrorCode.CONNECT_FAILED, true, "no connection to https://h:1"),
            failure(new NoRouteToHostException("n"), ErrorCode.CONNECT_FAILED, true, "no connection to https://h:1"),
            failure(new SSLHandshakeException("untrusted"), ErrorCode.TLS_FAILED, false, "https://h:1: untrusted"),
            failure(new SSLPeerUnverifiedException("name"), ErrorCode.TLS_FAILED, false, "https://h:1: name"),
            failure(new UnknownServiceException("specs"), ErrorCode.TLS_FAILED, false, "no trusted TLS connection"),
            failure(new SSLException("r", new SocketException("reset")), ErrorCode.CONNECTION_LOST, true, "was lost"),
            failure(handshakeCut(), ErrorCode.CONNECTION_LOST, true, "was lost"),
            failure(new ProtocolException("ssh"), ErrorCode.MALFORMED_ANSWER, false, "does not answer in HTTP"),
            failure(new SocketException("reset"), ErrorCode.CONNECTION_LOST, true, "lost before the answer"),
            failure(new IOException("eof", new EOFException()), ErrorCode.CONNECTION_LOST, true, "lost before"));

    private static Arguments failure(IOException e, String code, boolean retryable, String text) {
        return Arguments.of(e, code, retryable, text);
    }

    private static IOException handshakeCut() {
        IOException cut = new SSLHandshakeException("terminated");
        cut.initCause(new EOFException());
        return cut;
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void everyFailureHasItsCode(IOException e, String code, boolean retryable, String text) {
        ServerException failure =
                new TransportErrors(Endpoint.parse("h:1"), Duration.ofSeconds(5), ForeignText.hiding()).of(e, null);
        assertEquals(code, failure.getCode());
        assertEquals(retryable, failure.isRetryable());
        assertTrue(failure.getMessage().contains(text), failure.getMessage());
        assertSame(e, failure.getCause());
        assertEquals(0, failure.getHttpStatus());
    }
}
