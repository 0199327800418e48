package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the errors of a connection, the same for every wire. Takes text of servers and libraries as it is, and puts it
 * into messages and causes only as {@link ForeignText}: readable, short and without the secrets of the login.
 */
public final class ConnectErrors {
    private final String server;
    private final ConnectionSettings config;
    private final ForeignText text;

    /** Creates the errors of one server, before there is a login. */
    public ConnectErrors(ConnectionSettings config) {
        this(config, ForeignText.hiding());
    }

    private ConnectErrors(ConnectionSettings config, ForeignText text) {
        this.server = ForeignText.visible(config.domain()) + ":" + config.port();
        this.config = config;
        this.text = text;
    }

    /**
     * Returns the errors of the same server, which hide the secrets of this login too.
     *
     * @param more what else nobody may read; null ones are left out
     */
    public ConnectErrors hiding(Credentials credentials, Login login, @Nullable String... more) {
        List<String> secrets = new ArrayList<>(Arrays.asList(more));
        secrets.add(credentials.accessKeySecret());
        secrets.add(credentials.securityToken());
        // it holds the token
        secrets.add(login.userName());
        secrets.add(login.password());
        return new ConnectErrors(config, ForeignText.hiding(secrets.toArray(String[]::new)));
    }

    /** Returns foreign text as it may be shown. */
    public String show(@Nullable String foreign) {
        return text.show(foreign);
    }

    /** Returns a foreign exception as it may be logged, or become a cause. */
    public @Nullable Throwable show(@Nullable Throwable foreign) {
        return text.show(foreign);
    }

    /** Returns the server as {@code host:port}. */
    public String server() {
        return server;
    }

    /** Returns the error for a cause that sockets or TLS gave, however deep in the chain; null for any other. */
    public @Nullable ServerException ofSocket(@Nullable Throwable e) {
        if (Causes.has(e, UnknownHostException.class)) {
            return of(
                    ErrorCode.UNKNOWN_HOST,
                    "the host " + ForeignText.visible(config.domain()) + " is not known here",
                    true,
                    e);
        }
        if (Causes.has(e, SSLException.class)) {
            return of(
                    ErrorCode.TLS_FAILED,
                    "no trusted TLS connection to " + server + ": " + why(Causes.last(e, Throwable.class))
                            // a failed check of a certificate is a handshake exception; this is no TLS at all
                            + (Causes.has(e, SSLHandshakeException.class) ? "" : "; does that port speak TLS?"),
                    false,
                    e);
        }
        if (Causes.has(e, SocketTimeoutException.class)) {
            return timedOut(e);
        }
        if (Causes.has(e, ConnectException.class) || Causes.has(e, NoRouteToHostException.class)) {
            return of(
                    ErrorCode.CONNECT_FAILED,
                    "cannot connect to " + server + ": " + why(Causes.last(e, Throwable.class)),
                    true,
                    e);
        }
        return null;
    }

    /** Returns the error for a server that cannot be reached, or does not answer. */
    public ServerException timedOut(@Nullable Throwable e) {
        return of(
                ErrorCode.TIMED_OUT,
                server + " did not answer in time; limits: connectionTimeout " + config.connectionTimeout()
                        + " ms to be reached, handshakeTimeout " + config.handshakeTimeout() + " ms for each step",
                true,
                e);
    }

    /** Returns the error for a refused login, which names all that can be wrong with it, as servers do not say. */
    public ServerException loginRefused(Credentials credentials, @Nullable Throwable e) {
        return of(
                ErrorCode.LOGIN_REFUSED,
                server + " refused the login of access key " + credentials.accessKeyId() + " for instance "
                        + config.instanceId()
                        + "; check the secret key, the access key, the instance id and this machine's clock",
                false,
                e);
    }

    /** Returns the error for a server that ended the connection before the login was answered. */
    public ServerException endedEarly(@Nullable Throwable e) {
        return of(
                ErrorCode.CONNECT_FAILED,
                server + " ended the connection before the login was done"
                        + (e == null || e.getMessage() == null ? "" : " (" + why(e) + ")")
                        + ". Is this port for AMQP " + (config.isTls() ? "with TLS?" : "without TLS?"),
                true,
                e);
    }

    /** Returns the error for a server that speaks something else. */
    public ServerException wrongProtocol(String what, @Nullable Throwable e) {
        return of(ErrorCode.WRONG_PROTOCOL, server + " " + what, false, e);
    }

    /** Returns the error for a refused subscription. */
    public ServerException subscriptionRefused(Source source, @Nullable String why, @Nullable Throwable e) {
        return refused(server + " refused the subscription to " + source + ": " + show(why), e);
    }

    /** Returns the error for a subscription to what the server does not have. */
    public ServerException noSuchSource(Source source, @Nullable String why, @Nullable Throwable e) {
        return refused(
                source + " does not exist on instance " + ForeignText.visible(config.instanceId()) + "; " + server
                        + " says: " + show(why),
                e);
    }

    /** Returns the error for a subscription that this login may not make. */
    public ServerException notPermitted(Source source, @Nullable String why, @Nullable Throwable e) {
        return refused(
                "no permission for " + source + " on instance " + ForeignText.visible(config.instanceId())
                        + "; check what the access key may do; " + server + " says: " + show(why),
                e);
    }

    private ServerException refused(String message, @Nullable Throwable e) {
        return of(ErrorCode.SUBSCRIBE_REFUSED, message, false, e);
    }

    /** Returns the error for a connection that was lost. */
    public ServerException lost(@Nullable String why, @Nullable Throwable e) {
        return of(ErrorCode.CONNECTION_LOST, "connection to " + server + " lost: " + show(why), true, e);
    }

    /** Returns the error for a message that the server did not take. */
    public ServerException sendRefused(@Nullable String why, @Nullable Throwable e) {
        return of(ErrorCode.SEND_REFUSED, server + " did not take the message: " + show(why), true, e);
    }

    /**
     * Returns the error for whatever else is thrown while connecting or working: a class path without a class that is
     * needed, a machine without threads, an interrupt, or a fault of a library.
     */
    public ServerException of(Throwable e) {
        if (e instanceof ServerException ours) {
            return ours;
        }
        LinkageError missing = Causes.first(e, LinkageError.class);
        if (missing != null) {
            return MissingLibrary.failure("a connection to " + server + " is needed", missing, text);
        }
        if (Causes.has(e, InterruptedException.class) || Causes.has(e, ClosedByInterruptException.class)) {
            return of(ErrorCode.INTERRUPTED, "interrupted while waiting for " + server, true, e);
        }
        if (Causes.has(e, OutOfMemoryError.class)) {
            return of(
                    ErrorCode.CONNECT_FAILED,
                    "no connection to " + server + ": this machine has no memory or no thread left for it: " + why(e),
                    true,
                    e);
        }
        ServerException ofSocket = ofSocket(e);
        return ofSocket != null
                ? ofSocket
                : of(ErrorCode.CONNECT_FAILED, "no connection to " + server + ": " + why(e), true, e);
    }

    private ServerException of(String code, String message, boolean retryable, @Nullable Throwable cause) {
        return new ServerException(code, message, retryable, show(cause));
    }

    /** What an exception says, or what it is if it says nothing. */
    private String why(@Nullable Throwable e) {
        return e == null
                ? "no reason given"
                : show(e.getMessage() == null ? e.getClass().getName() : e.getMessage());
    }
}
