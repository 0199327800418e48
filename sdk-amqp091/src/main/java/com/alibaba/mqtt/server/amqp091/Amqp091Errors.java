package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.internal.connect.OtherProtocol;
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
import com.rabbitmq.client.UnknownClassOrMethodId;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Turns what the RabbitMQ client throws into this SDK's error. The only place that reads its exceptions. */
final class Amqp091Errors {
    private final ConnectErrors errors;
    private final int port;
    private final int heartbeat;

    Amqp091Errors(ConnectionSettings config, Credentials credentials, Login login, String signKey) {
        errors = new ConnectErrors(config).hiding(credentials, login, signKey);
        port = config.port();
        heartbeat = config.requestedHeartbeat();
    }

    String server() {
        return errors.server();
    }

    /** Returns what a log may show of an exception. */
    @Nullable
    Throwable show(Throwable e) {
        return errors.show(e);
    }

    ServerException whileConnecting(Credentials credentials, Throwable e) {
        if (e instanceof ServerException known) {
            return known;
        }
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        ForeignAnswerException foreign = Causes.first(e, ForeignAnswerException.class);
        if (foreign != null) {
            return errors.wrongProtocol(whatItSpeaks(foreign.answer()), e);
        }
        if (Causes.has(e, MalformedFrameException.class) || Causes.has(e, ProtocolVersionMismatchException.class)) {
            return errors.wrongProtocol("does not speak AMQP 0-9-1 as it is written", e);
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
        return end == null && !(e instanceof IOException) ? errors.of(e) : errors.endedEarly(end == null ? e : end);
    }

    private String whatItSpeaks(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (text.startsWith("AMQP\3\1\0") || text.startsWith("AMQP\0\1\0")) {
            return "speaks AMQP 1.0, not 0-9-1";
        }
        String other = OtherProtocol.named(answer);
        if (other == null) {
            return "does not speak AMQP 0-9-1; it answered \"" + errors.show(text) + "\"";
        }
        return "speaks " + other + ", not AMQP 0-9-1"
                + (other.equals("TLS") ? "; use setTls(true) and setTlsPort(" + port + ")" : "");
    }

    ServerException whileSubscribing(Source source, Throwable e) {
        if (isTimeout(e)) {
            return errors.timedOut(e);
        }
        ShutdownSignalException end = shutdown(e);
        if (end == null) {
            return e instanceof IOException && !(e instanceof ServerException) ? lost(e, null) : errors.of(e);
        }
        if (end.isHardError()) {
            return lost(end);
        }
        int code = end.getReason() instanceof AMQP.Channel.Close close ? close.getReplyCode() : 0;
        return switch (code) {
            case AMQP.NOT_FOUND -> errors.noSuchSource(source, why(end), e);
            case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED -> errors.notPermitted(source, why(end), e);
            default -> errors.subscriptionRefused(source, why(end), e);
        };
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

    private ServerException lost(Throwable e, @Nullable ShutdownSignalException end) {
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
        if (Causes.has(end, MissedHeartbeatException.class)) {
            return "it was silent for twice " + heartbeat + " s (requestedHeartbeat)";
        }
        if (end instanceof AlreadyClosedException) {
            return "before this call";
        }
        if (Causes.has(end, EOFException.class)) {
            return "it ended the connection without a word";
        }
        Throwable cause = end.getCause();
        // what breaks the protocol comes as an Error or RuntimeException of the library, too
        boolean broken = cause instanceof MalformedFrameException
                || cause instanceof UnknownClassOrMethodId
                || (cause != null && !(cause instanceof IOException));
        return (broken ? "it breaks AMQP 0-9-1: " : "") + cause;
    }

    private static boolean isTimeout(Throwable e) {
        return Causes.has(e, TimeoutException.class)
                || Causes.has(e, SocketTimeoutException.class)
                || Causes.has(e, ChannelContinuationTimeoutException.class);
    }

    private static @Nullable ShutdownSignalException shutdown(Throwable e) {
        return Causes.first(e, ShutdownSignalException.class);
    }
}
