package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.Source;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.qpid.jms.JmsOperationTimedOutException;
import org.apache.qpid.jms.provider.exceptions.ProviderIdleTimeoutException;
import org.apache.qpid.jms.provider.exceptions.ProviderOperationTimedOutException;
import org.apache.qpid.proton.engine.TransportException;

/** Turns what Qpid JMS throws into this SDK's error. The only place that knows its exceptions. */
final class Amqp10Errors {
    private final String server;
    private final ChannelConfig config;

    Amqp10Errors(String server, ChannelConfig config) {
        this.server = server;
        this.config = config;
    }

    ServerException whileConnecting(JMSException e) {
        if (e instanceof JMSSecurityException) {
            return error(
                    ErrorCode.LOGIN_REFUSED,
                    server + " refused the login of access key " + config.getAccessKey() + " for instance "
                            + config.getInstanceId()
                            + "; check the secret key, the access key, the instance id and this machine's clock",
                    false,
                    e);
        }
        if (has(e, UnknownHostException.class)) {
            return error(ErrorCode.UNKNOWN_HOST, "the host " + config.getDomain() + " is not known here", true, e);
        }
        if (has(e, SSLException.class)) {
            return error(
                    ErrorCode.TLS_FAILED,
                    "no trusted TLS connection to " + server + ": " + root(e).getMessage(),
                    false,
                    e);
        }
        if (isTimeout(e)) {
            return error(
                    ErrorCode.TIMED_OUT,
                    server + " did not answer in time; limits: connectionTimeout " + config.getConnectionTimeout()
                            + " ms to be reached, handshakeTimeout " + config.getHandshakeTimeout()
                            + " ms for each answer",
                    true,
                    e);
        }
        if (has(e, ConnectException.class) || has(e, NoRouteToHostException.class)) {
            return error(
                    ErrorCode.CONNECT_FAILED, "cannot connect to " + server + ": " + root(e).getMessage(), true, e);
        }
        if (has(e, TransportException.class)) {
            return error(
                    ErrorCode.WRONG_PROTOCOL,
                    server + " does not speak AMQP 1.0 with SASL: " + e.getMessage(),
                    false,
                    e);
        }
        return error(
                ErrorCode.CONNECT_FAILED,
                server + " ended the connection during the login: " + e.getMessage() + " Is this port for AMQP "
                        + (config.isTls() ? "with TLS?" : "without TLS?"),
                true,
                e);
    }

    ServerException whileSubscribing(Source source, JMSException e) {
        if (e instanceof InvalidDestinationException || e instanceof JMSSecurityException) {
            return error(
                    ErrorCode.SUBSCRIBE_REFUSED,
                    server + " refused the subscription to " + source + ": " + e.getMessage(),
                    false,
                    e);
        }
        if (isTimeout(e)) {
            return error(
                    ErrorCode.TIMED_OUT,
                    server + " did not answer the subscription to " + source + " within handshakeTimeout, "
                            + config.getHandshakeTimeout() + " ms",
                    true,
                    e);
        }
        return error(ErrorCode.CONNECTION_LOST, "connection to " + server + " lost: " + e.getMessage(), true, e);
    }

    ServerException lost(Throwable cause) {
        String why = has(cause, ProviderIdleTimeoutException.class)
                ? "it was silent for " + config.getRequestedHeartbeat() + " s (requestedHeartbeat)"
                : String.valueOf(cause == null ? "no reason given" : cause.getMessage());
        return error(ErrorCode.CONNECTION_LOST, "connection to " + server + " lost: " + why, true, cause);
    }

    private static ServerException error(String code, String message, boolean retryable, Throwable cause) {
        return new ServerException(code, message, retryable, cause);
    }

    private static boolean isTimeout(Throwable e) {
        return has(e, JmsOperationTimedOutException.class)
                || has(e, ProviderOperationTimedOutException.class)
                || has(e, TimeoutException.class)
                || has(e, io.netty.channel.ConnectTimeoutException.class);
    }

    private static boolean has(Throwable e, Class<? extends Throwable> kind) {
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
