package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which protocol the connections of one consumer or producer speak. What {@link Protocol#AUTO} has found holds:
 *
 * <ol>
 *   <li>A server that was found to speak AMQP 1.0 is never spoken to by 0-9-1 again, whose logins are signed more weakly;
 *       so nobody on the way talks us down later. It is not asked again.
 *   <li>A server that answers the question with 0-9-1 is asked again before the next login.
 *   <li>One that does not answer as AMQP asks is taken for the service's own wire, 0-9-1. If that was right it is not
 *       asked again, until a connection fails.
 * </ol>
 *
 * Used by one thread at a time.
 */
final class ProtocolChoice {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolChoice.class);
    /** The errors of a server that was reached, but is perhaps none of ours. */
    private static final Set<String> UNCERTAIN = Set.of(ErrorCode.TIMED_OUT, ErrorCode.CONNECT_FAILED);

    /** Opens a wire of one protocol. */
    @FunctionalInterface
    interface Opener {
        Wire open(Protocol protocol) throws ServerException;
    }

    /** What AUTO need not ask for any more; null for nothing. */
    private @Nullable Protocol found;

    private boolean wasOpen;
    private boolean warned;
    private boolean guessLogged;

    /** Opens a wire of the protocol that is configured, or found. */
    Wire open(ConnectionSettings config, Opener opener) throws ServerException {
        warnOfPlainLogin(config);
        try {
            Wire wire = openChosen(config, opener);
            wasOpen = true;
            return wire;
        } catch (ServerException e) {
            // only before the first success: later it is known to be AMQP that is not there now
            String other = !wasOpen && UNCERTAIN.contains(e.getCode()) ? new Guess(config).other() : null;
            if (other == null) {
                throw e;
            }
            throw new ConnectErrors(config)
                    .wrongProtocol("speaks " + other + ", not AMQP; AMQP is at 5672, with TLS at 5671", e);
        }
    }

    private Wire openChosen(ConnectionSettings config, Opener opener) throws ServerException {
        if (config.dialect() == Dialect.IOT_PLATFORM) {
            return opener.open(Protocol.AMQP_1_0);
        }
        if (config.protocol() != Protocol.AUTO) {
            return opener.open(config.protocol());
        }
        if (found == Protocol.AMQP_1_0) {
            return opener.open(found);
        }
        if (found == null) {
            ProtocolProbe.Answer answer = new ProtocolProbe(config).ask();
            if (answer.protocol() == null) {
                return openUnasked(config, opener, answer.saw());
            }
            Wire wire = opener.open(answer.protocol());
            found = answer.protocol() == Protocol.AMQP_1_0 ? Protocol.AMQP_1_0 : null;
            return wire;
        }
        try {
            return opener.open(found);
        } catch (ServerException e) {
            found = null;
            throw e;
        }
    }

    private Wire openUnasked(ConnectionSettings config, Opener opener, String saw) throws ServerException {
        if (!guessLogged) {
            guessLogged = true;
            LOG.info(
                    "{}: asked which AMQP it speaks it {}; AMQP 0-9-1 is tried",
                    new ConnectErrors(config).server(),
                    saw);
        }
        try {
            Wire wire = opener.open(Protocol.AMQP_0_9_1);
            found = Protocol.AMQP_0_9_1;
            return wire;
        } catch (ServerException e) {
            String message =
                    Objects.requireNonNull(e.getMessage()).substring(e.getCode().length() + 2);
            ServerException both = new ServerException(
                    e.getCode(),
                    message + " (asked before which AMQP it speaks it " + saw + ")",
                    e.isRetryable(),
                    e.getCause());
            both.setStackTrace(e.getStackTrace());
            throw both;
        }
    }

    private void warnOfPlainLogin(ConnectionSettings config) {
        if (config.dialect() == Dialect.IOT_PLATFORM && !config.isTls() && !warned) {
            warned = true;
            LOG.warn(
                    "{}: the login of IoT Platform goes without TLS, readable for all on the way; use setTls(true)",
                    new ConnectErrors(config).server());
        }
    }
}
