package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Creates the errors of calls that failed before there was an answer to read, at the endpoint or at a proxy. */
final class TransportErrors {
    static final int PROXY_LOGIN = 407;

    /** What OkHttp, of the version in this jar, says of a proxy that does not open a tunnel; with the status. */
    private static final Pattern NO_TUNNEL = Pattern.compile("Unexpected response code for CONNECT: (\\d{3})");

    private static final String LOGIN_REFUSED = "Failed to authenticate with proxy";

    private final Endpoint endpoint;
    private final Duration connectTimeout;
    private final ForeignText shown;

    /** @param shown shows what a server or a proxy said */
    TransportErrors(Endpoint endpoint, Duration connectTimeout, ForeignText shown) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.shown = shown;
    }

    /**
     * Returns the error of a call without an answer.
     *
     * @param proxy by which it went, null for none
     */
    ServerException of(IOException e, @Nullable InetSocketAddress proxy) {
        if (e instanceof ServerException ours) {
            return ours;
        }
        int status = statusOfProxy(e);
        if (proxy != null && status != 0) {
            return ofProxy(proxy, status, e);
        }
        String by = proxy == null ? "" : " by the proxy " + name(proxy);
        String peer = proxy == null ? endpoint.toString() : "the proxy " + name(proxy);
        if (e instanceof UnknownHostException) {
            return failed(ErrorCode.UNKNOWN_HOST, "the host of " + peer + " is not known", true, e);
        }
        if (e instanceof SocketTimeoutException) {
            // reads and writes have no limit of their own, so this can only be the connecting
            return failed(
                    ErrorCode.TIMED_OUT,
                    "no connection to " + peer + " within connectTimeout, " + connectTimeout.toMillis() + " ms",
                    true,
                    e);
        }
        if (e instanceof InterruptedIOException) {
            return failed(ErrorCode.INTERRUPTED, "the thread of the call to " + endpoint + " was interrupted", true, e);
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return failed(ErrorCode.CONNECT_FAILED, "no connection to " + peer, true, e);
        }
        // a connection that breaks under TLS comes as an SSLException around the socket's own
        boolean broke = e.getCause() instanceof SocketException || e.getCause() instanceof EOFException;
        if ((e instanceof SSLException && !broke) || e instanceof UnknownServiceException) {
            return failed(
                    ErrorCode.TLS_FAILED,
                    "no trusted TLS connection to " + endpoint + by + ": " + shown.show(e.getMessage()),
                    false,
                    e);
        }
        if (e instanceof ProtocolException) {
            return failed(ErrorCode.MALFORMED_ANSWER, peer + " does not answer in HTTP", false, e);
        }
        String when = e instanceof SSLHandshakeException
                ? "in the TLS handshake (does it speak TLS there?)"
                : "before the answer";
        return failed(ErrorCode.CONNECTION_LOST, "the connection to " + endpoint + by + " was lost " + when, true, e);
    }

    private static int statusOfProxy(IOException e) {
        String message = String.valueOf(e.getMessage());
        Matcher noTunnel = NO_TUNNEL.matcher(message);
        if (noTunnel.lookingAt()) {
            return Integer.parseInt(noTunnel.group(1));
        }
        return message.equals(LOGIN_REFUSED) ? PROXY_LOGIN : 0;
    }

    /** A proxy answered in the place of the endpoint. */
    ServerException ofProxy(InetSocketAddress proxy, int status, @Nullable IOException e) {
        boolean login = status == PROXY_LOGIN;
        boolean retryable = HttpAnswer.isRetryable(status);
        String what = login
                ? "asks for a login, or refused ours; set proxyCredentials, or a java.net.Authenticator"
                : "did not connect to " + endpoint + (retryable ? "; later it may" : "; ask who runs it");
        return new ServerException(
                login ? ErrorCode.LOGIN_REFUSED : ErrorCode.CONNECT_FAILED,
                "the proxy " + name(proxy) + " " + what,
                retryable,
                status,
                null,
                shown.show(e));
    }

    /** The answer began and did not end, or is not framed as HTTP frames it. */
    ServerException cutShort(int status, IOException e) {
        return new ServerException(
                ErrorCode.CONNECTION_LOST,
                "the connection to " + endpoint + " was lost in its answer",
                true,
                status,
                null,
                shown.show(e));
    }

    private static String name(InetSocketAddress proxy) {
        return ForeignText.visible(proxy.getHostString() + ":" + proxy.getPort());
    }

    private ServerException failed(String code, String message, boolean retryable, IOException cause) {
        return new ServerException(code, message, retryable, shown.show(cause));
    }
}
