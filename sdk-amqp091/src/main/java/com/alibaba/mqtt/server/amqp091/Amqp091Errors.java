package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.util.concurrent.TimeoutException;

/** Turns what the RabbitMQ client throws into this SDK's error. The only place that reads its exceptions. */
final class Amqp091Errors {
    private final ConnectErrors errors;
    private final int heartbeat;

    Amqp091Errors(ConnectionSettings config) {
        errors = new ConnectErrors(config);
        heartbeat = config.requestedHeartbeat();
    }

    ServerException whileConnecting(Credentials credentials, Exception e) {
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        if (ConnectErrors.has(e, MalformedFrameException.class)
                || ConnectErrors.has(e, ProtocolVersionMismatchException.class)) {
            return errors.wrongProtocol(whatItSpeaks(e), e);
        }
        ServerException ofSocket = errors.ofSocket(e);
        if (ofSocket != null) {
            return ofSocket;
        }
        ShutdownSignalException end = shutdown(e);
        if (end != null && end.getReason() instanceof AMQP.Connection.Close close) {
            return close.getReplyCode() == AMQP.ACCESS_REFUSED || close.getReplyCode() == AMQP.NOT_ALLOWED
                    ? errors.loginRefused(credentials, e)
                    : errors.endedEarly(end);
        }
        // a server that does not say why it ends a login most likely refuses it
        if (e instanceof AuthenticationFailureException || e instanceof PossibleAuthenticationFailureException) {
            return errors.loginRefused(credentials, e);
        }
        return errors.endedEarly(end == null ? e : end);
    }

    /** The library tells the four bytes after "AMQP" of the server's header only in its text. */
    private static String whatItSpeaks(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = String.valueOf(root.getMessage());
        return text.endsWith("signature 3,1,0,0") || text.endsWith("signature 0,1,0,0")
                ? "speaks AMQP 1.0, not 0-9-1"
                : "does not speak AMQP 0-9-1";
    }

    ServerException whileSubscribing(Source source, Exception e) {
        if (e instanceof ServerException known) {
            return known;
        }
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        ShutdownSignalException end = shutdown(e);
        return end != null && !end.isHardError() ? errors.subscriptionRefused(source, why(end), e) : lost(e, end);
    }

    ServerException whileSending(Exception e) {
        if (e instanceof ServerException known) {
            return known;
        }
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        ShutdownSignalException end = shutdown(e);
        return end == null ? lost(e, null) : channelClosed(end);
    }

    /** What happens to the unconfirmed messages of a channel that ended. */
    ServerException channelClosed(ShutdownSignalException end) {
        return end.isHardError() ? lost(end) : errors.sendRefused(why(end), end);
    }

    ServerException sendRefused(String why) {
        return errors.sendRefused(why, null);
    }

    ServerException noFreeChannel(Source source) {
        return errors.subscriptionRefused(source, "it allows no more channels", null);
    }

    ServerException cancelled() {
        return errors.lost("it ended a subscription (was its queue deleted?)", null);
    }

    ServerException lost(ShutdownSignalException end) {
        return errors.lost(why(end), end);
    }

    private ServerException lost(Exception e, ShutdownSignalException end) {
        return end == null ? errors.lost(String.valueOf(e.getMessage()), e) : lost(end);
    }

    private String why(ShutdownSignalException end) {
        if (end.isInitiatedByApplication()) {
            return "closed here";
        }
        if (end.getReason() instanceof AMQP.Connection.Close close) {
            return close.getReplyText();
        }
        if (end.getReason() instanceof AMQP.Channel.Close close) {
            return close.getReplyText();
        }
        if (ConnectErrors.has(end, MissedHeartbeatException.class)) {
            return "it was silent for twice " + heartbeat + " s (requestedHeartbeat)";
        }
        if (end instanceof AlreadyClosedException) {
            return "before this call";
        }
        return ConnectErrors.has(end, EOFException.class)
                ? "it ended the connection without a word"
                : String.valueOf(end.getCause());
    }

    private static boolean isTimeout(Throwable e) {
        return ConnectErrors.has(e, TimeoutException.class)
                || ConnectErrors.has(e, ChannelContinuationTimeoutException.class);
    }

    private static ShutdownSignalException shutdown(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ShutdownSignalException end) {
                return end;
            }
        }
        return null;
    }
}
