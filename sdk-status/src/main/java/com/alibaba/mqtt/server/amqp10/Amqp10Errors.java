package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import io.netty.channel.ConnectTimeoutException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.jms.JmsOperationTimedOutException;
import org.apache.qpid.jms.provider.exceptions.ProviderIdleTimeoutException;
import org.apache.qpid.jms.provider.exceptions.ProviderOperationTimedOutException;
import org.apache.qpid.proton.engine.TransportException;

/** Turns what Qpid JMS throws into this SDK's error. The only place that knows its exceptions. */
final class Amqp10Errors {
    private static final List<Class<? extends Throwable>> TIMEOUTS = List.of(
            JmsOperationTimedOutException.class,
            ProviderOperationTimedOutException.class,
            TimeoutException.class,
            ConnectTimeoutException.class);

    private final ConnectErrors errors;
    private final int heartbeat;

    Amqp10Errors(ConnectionSettings config) {
        this.errors = new ConnectErrors(config);
        this.heartbeat = Amqp10WireProvider.heartbeat(config);
    }

    ServerException whileConnecting(Credentials credentials, JMSException e) {
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
        if (ConnectErrors.has(e, TransportException.class)) {
            return errors.wrongProtocol("does not speak AMQP 1.0 with SASL: " + e.getMessage(), e);
        }
        return errors.endedEarly(e);
    }

    ServerException whileSubscribing(Source source, JMSException e) {
        if (e instanceof InvalidDestinationException || e instanceof JMSSecurityException) {
            return errors.subscriptionRefused(source, e.getMessage(), e);
        }
        return isTimeout(e) ? errors.timedOut(e) : lost(e);
    }

    ServerException whileSending(Exception e) {
        return errors.sendRefused(e.getMessage(), e);
    }

    ServerException lost(Throwable cause) {
        String why = ConnectErrors.has(cause, ProviderIdleTimeoutException.class)
                ? "it was silent for " + heartbeat + " s (requestedHeartbeat)"
                : cause == null ? "no reason given" : cause.getMessage();
        return errors.lost(why, cause);
    }

    private static boolean isTimeout(Throwable e) {
        return TIMEOUTS.stream().anyMatch(kind -> ConnectErrors.has(e, kind));
    }
}
