package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What goes wrong between us and a server, in this SDK's words; the same for every wire. */
public final class ConnectErrors {
    private final String server;
    private final ConnectionSettings config;

    /**
     * Makes the errors of one server.
     *
     * @param config where it is; must not change
     */
    public ConnectErrors(ConnectionSettings config) {
        this.server = config.domain() + ":" + config.port();
        this.config = config;
    }

    /** Returns the server as {@code host:port}. */
    public String server() {
        return server;
    }

    /** Returns the error for a cause that sockets or TLS gave, however deep in the chain; null for any other. */
    public ServerException ofSocket(Throwable e) {
        if (has(e, UnknownHostException.class)) {
            return of(ErrorCode.UNKNOWN_HOST, "the host " + config.domain() + " is not known here", true, e);
        }
        if (has(e, SSLException.class)) {
            return of(
                    ErrorCode.TLS_FAILED,
                    "no trusted TLS connection to " + server + ": " + root(e).getMessage()
                            // a failed check of a certificate is a handshake exception; this is no TLS at all
                            + (has(e, SSLHandshakeException.class) ? "" : "; does that port speak TLS?"),
                    false,
                    e);
        }
        if (has(e, SocketTimeoutException.class)) {
            return timedOut(e);
        }
        if (has(e, ConnectException.class) || has(e, NoRouteToHostException.class)) {
            return of(ErrorCode.CONNECT_FAILED, "cannot connect to " + server + ": " + root(e).getMessage(), true, e);
        }
        return null;
    }

    /** Returns the error for a server that is not reached, or does not answer. */
    public ServerException timedOut(Throwable e) {
        return of(
                ErrorCode.TIMED_OUT,
                server + " did not answer in time; limits: connectionTimeout " + config.connectionTimeout()
                        + " ms to be reached, handshakeTimeout " + config.handshakeTimeout() + " ms for each answer",
                true,
                e);
    }

    /** Returns the error for a refused login, which names all that can be wrong with it, as servers do not say. */
    public ServerException loginRefused(Credentials credentials, Throwable e) {
        return of(
                ErrorCode.LOGIN_REFUSED,
                server + " refused the login of access key " + credentials.accessKeyId() + " for instance "
                        + config.instanceId()
                        + "; check the secret key, the access key, the instance id and this machine's clock",
                false,
                // a server may echo the user name, which holds the STS token if there is one
                credentials.securityToken() == null ? e : null);
    }

    /** Returns the error for a server that ended the connection before the login was answered. */
    public ServerException endedEarly(Throwable e) {
        return of(
                ErrorCode.CONNECT_FAILED,
                server + " ended the connection before the login was done"
                        + (e == null || e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
                        + ". Is this port for AMQP " + (config.isTls() ? "with TLS?" : "without TLS?"),
                true,
                e);
    }

    /** Returns the error for a server that speaks something else. */
    public ServerException wrongProtocol(String what, Throwable e) {
        return of(ErrorCode.WRONG_PROTOCOL, server + " " + what, false, e);
    }

    /** Returns the error for a refused subscription. */
    public ServerException subscriptionRefused(Source source, String why, Throwable e) {
        return of(
                ErrorCode.SUBSCRIBE_REFUSED, server + " refused the subscription to " + source + ": " + why, false, e);
    }

    /** Returns the error for a connection that was lost. */
    public ServerException lost(String why, Throwable e) {
        return of(ErrorCode.CONNECTION_LOST, "connection to " + server + " lost: " + why, true, e);
    }

    /** Returns the error for a message that the server did not take. */
    public ServerException sendRefused(String why, Throwable e) {
        return of(ErrorCode.SEND_REFUSED, server + " did not take the message: " + why, true, e);
    }

    private static ServerException of(String code, String message, boolean retryable, Throwable cause) {
        return new ServerException(code, message, retryable, cause);
    }

    /** Tells whether an exception of this kind is in the chain of causes. */
    public static boolean has(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
