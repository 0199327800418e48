package com.alibaba.mqtt.server.internal.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class ConnectErrorsTest {
    private static final Credentials CREDENTIALS = Credentials.of("testid", "testsecret", "CAIS+/token==");
    private static final Login LOGIN = Login.signKey("instance", CREDENTIALS, "1577934245000");
    private static final String ECHO =
            "\r\n\33[31m" + LOGIN.userName() + LOGIN.password() + "testsecret" + "CAIS+/token==" + "1577934245000";

    private final ConnectErrors errors = new ConnectErrors(settings()).hiding(CREDENTIALS, LOGIN, "1577934245000");

    private static ConnectionSettings settings() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("localhost");
        config.setPort(5672);
        config.setInstanceId("instance");
        config.setAccessKey("testid");
        config.setSecretKey("testsecret");
        return ConnectionSettings.of(config);
    }

    /** Every error, each with a foreign text and a foreign cause that say all they know. */
    @Test
    void noErrorShowsASecretOrAControlCharacter() {
        Source source = Source.status("GID_a");
        IOException cause = new IOException(ECHO, new IllegalStateException(ECHO));
        Stream.of(
                        errors.ofSocket(new SSLException(ECHO, cause)),
                        errors.ofSocket(new ConnectException(ECHO)),
                        errors.ofSocket(new UnknownHostException(ECHO)),
                        errors.timedOut(cause),
                        errors.loginRefused(CREDENTIALS, cause),
                        errors.endedEarly(cause),
                        errors.wrongProtocol("is none", cause),
                        errors.subscriptionRefused(source, ECHO, cause),
                        errors.noSuchSource(source, ECHO, cause),
                        errors.notPermitted(source, ECHO, cause),
                        errors.lost(ECHO, cause),
                        errors.sendRefused(ECHO, cause),
                        errors.of(cause),
                        errors.of(new NoClassDefFoundError(ECHO)),
                        errors.of(new OutOfMemoryError(ECHO)),
                        errors.of(new InterruptedException(ECHO)))
                .forEach(this::assertClean);
    }

    private void assertClean(ServerException error) {
        StringWriter all = new StringWriter();
        error.printStackTrace(new PrintWriter(all));
        for (String secret : List.of(
                LOGIN.userName(), LOGIN.password(), "testsecret", "CAIS+/token", "1577934245000", "\33", "\r")) {
            assertFalse(all.toString().contains(secret), all.toString());
        }
    }

    @Test
    void whateverIsThrownHasItsCode() {
        assertEquals(
                ErrorCode.TIMED_OUT, errors.of(new SocketTimeoutException("x")).getCode());
        assertEquals(
                ErrorCode.INTERRUPTED, errors.of(new InterruptedException("x")).getCode());
        assertEquals(
                ErrorCode.CONNECT_FAILED,
                errors.of(new OutOfMemoryError("native thread")).getCode());
        assertTrue(errors.of(new OutOfMemoryError("native thread")).isRetryable());
        assertEquals(
                ErrorCode.CONNECT_FAILED, errors.of(new StackOverflowError()).getCode());
    }

    @Test
    void aLinkageErrorNamesTheLibraryAndIsNoLostConnection() {
        for (Throwable wrapped : List.of(
                new NoSuchMethodError("com.rabbitmq.client.ConnectionFactory.x()V"),
                new IOException(new NoClassDefFoundError("com/rabbitmq/client/Connection")),
                new ExceptionInInitializerError(new NoClassDefFoundError("com/rabbitmq/client/Connection")))) {
            ServerException error = errors.of(wrapped);
            assertEquals(ErrorCode.BAD_CONFIGURATION, error.getCode());
            assertTrue(error.getMessage().contains("com.rabbitmq:amqp-client"), error.getMessage());
        }
    }

    @Test
    void unknownGroupsAndMissingPermissionsAreSaidInTheUsersWords() {
        assertTrue(errors.noSuchSource(Source.status("GID_a"), "NOT_FOUND", null)
                .getMessage()
                .contains("group GID_a does not exist on instance instance"));
        assertTrue(errors.notPermitted(Source.topic("t"), "ACCESS_REFUSED", null)
                .getMessage()
                .contains("no permission for topic t on instance instance"));
    }
}
