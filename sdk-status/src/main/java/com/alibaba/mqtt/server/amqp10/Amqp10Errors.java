package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.network.Source;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.jms.JmsOperationTimedOutException;
import org.apache.qpid.proton.engine.TransportException;
import org.jspecify.annotations.Nullable;

/** Turns what Qpid JMS throws into this SDK's error. The only place that knows its exceptions. */
final class Amqp10Errors {
    private static final List<Class<? extends Throwable>> TIMEOUTS = List.of(
            JmsOperationTimedOutException.class,
            TimeoutException.class,
            SocketTimeoutException.class,
            SslHandshakeTimeoutException.class,
            ConnectTimeoutException.class);
    /** No API of Qpid JMS, so by name: another version may lack them. */
    private static final String QPID_TIMEOUT =
            "org.apache.qpid.jms.provider.exceptions.ProviderOperationTimedOutException";

    private static final String QPID_SILENCE = "org.apache.qpid.jms.provider.exceptions.ProviderIdleTimeoutException";

    private static final String NOT_FOUND = "amqp:not-found";
    private static final String NOT_PERMITTED = "amqp:unauthorized-access";

    private final ConnectErrors errors;
    private final int heartbeat;

    /** @param heartbeat seconds of silence after which a connection counts as lost */
    Amqp10Errors(ConnectErrors errors, int heartbeat) {
        this.errors = errors;
        this.heartbeat = heartbeat;
    }

    /** Returns what a log may show of an exception. */
    @Nullable
    Throwable show(Throwable e) {
        return errors.show(e);
    }

    /** Returns what to throw when no connection came about. */
    ServerException whileConnecting(Credentials credentials, Throwable e) {
        if (isOurs(e)) {
            return errors.of(e);
        }
        if (e instanceof JMSSecurityException) {
            return errors.loginRefused(credentials, e);
        }
        // before the sockets: Netty's connect time-out is a ConnectException too
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        ServerException socket = errors.ofSocket(e);
        if (socket != null) {
            return socket;
        }
        if (Causes.has(e, TransportException.class)) {
            return errors.wrongProtocol("does not speak AMQP 1.0 with SASL: " + errors.show(e.getMessage()), e);
        }
        return e instanceof JMSException ? errors.endedEarly(e) : errors.of(e);
    }

    /** Returns what to throw when the server did not attach the source. */
    ServerException whileSubscribing(Source source, Throwable e) {
        if (isOurs(e)) {
            return errors.of(e);
        }
        String why = String.valueOf(e.getMessage());
        if (e instanceof JMSSecurityException
                || (e instanceof InvalidDestinationException && why.contains(NOT_PERMITTED))) {
            return errors.notPermitted(source, why, e);
        }
        if (e instanceof InvalidDestinationException) {
            return why.contains(NOT_FOUND)
                    ? errors.noSuchSource(source, why, e)
                    : errors.subscriptionRefused(source, why, e);
        }
        return isTimeout(e) ? errors.timedOut(e) : lost(e);
    }

    /** Returns what to throw when a message was not sent; the connection stands. */
    ServerException whileSending(Throwable e) {
        return isOurs(e) ? errors.of(e) : errors.sendRefused(String.valueOf(e.getMessage()), e);
    }

    /** Returns why a connection that stood has ended. */
    ServerException lost(@Nullable Throwable cause) {
        if (cause != null && isOurs(cause)) {
            return errors.of(cause);
        }
        String why = Causes.has(cause, QPID_SILENCE)
                ? "it was silent for " + heartbeat + " s (requestedHeartbeat)"
                : cause == null ? "no reason given" : String.valueOf(cause.getMessage());
        return errors.lost(why, cause);
    }

    /** Returns whether it was not the server's doing: the class path, this machine, or an interrupt. */
    private static boolean isOurs(@Nullable Throwable e) {
        return e instanceof ServerException
                || Causes.has(e, LinkageError.class)
                || Causes.has(e, InterruptedException.class);
    }

    private static boolean isTimeout(Throwable e) {
        return TIMEOUTS.stream().anyMatch(kind -> Causes.has(e, kind)) || Causes.has(e, QPID_TIMEOUT);
    }
}
