package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.qpid.jms.JmsOperationTimedOutException;
import org.apache.qpid.jms.exceptions.JmsConnectionFailedException;
import org.apache.qpid.jms.provider.exceptions.ProviderIdleTimeoutException;
import org.apache.qpid.jms.provider.exceptions.ProviderOperationTimedOutException;
import org.apache.qpid.proton.engine.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each exception of Qpid JMS and of what is below it, and what it means. */
class Amqp10ErrorsTest {
    private static final Credentials CREDENTIALS = Credentials.of("LTAI", "very-secret");
    private static final Source GROUP = Source.status("GID");

    private final Amqp10Errors errors = new Amqp10Errors(
            new ConnectErrors(settings()).hiding(CREDENTIALS, Login.signKey("mqtt-xxx", CREDENTIALS, "1")), 60);

    private static ConnectionSettings settings() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("broker.example");
        config.setPort(5672);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        return ConnectionSettings.of(config);
    }

    /** An exception of JMS, as Qpid wraps what is below. */
    private static JMSException jms(Throwable cause) {
        JMSException e = new JMSException("JMS says: " + cause.getMessage());
        e.initCause(cause);
        return e;
    }

    private static JMSException timeout(String text) {
        return new JmsOperationTimedOutException(text);
    }

    static Stream<Arguments> whileConnecting() {
        return Stream.of(
                Arguments.of(new JMSSecurityException("bad login"), ErrorCode.LOGIN_REFUSED),
                Arguments.of(timeout("no answer"), ErrorCode.TIMED_OUT),
                Arguments.of(jms(new ProviderOperationTimedOutException("no answer")), ErrorCode.TIMED_OUT),
                Arguments.of(jms(new SslHandshakeTimeoutException("slow")), ErrorCode.TIMED_OUT),
                Arguments.of(jms(new ConnectTimeoutException("slow")), ErrorCode.TIMED_OUT),
                Arguments.of(new SocketTimeoutException("slow"), ErrorCode.TIMED_OUT),
                Arguments.of(new TimeoutException("slow"), ErrorCode.TIMED_OUT),
                Arguments.of(jms(new ConnectException("refused")), ErrorCode.CONNECT_FAILED),
                Arguments.of(new UnknownHostException("broker.example"), ErrorCode.UNKNOWN_HOST),
                Arguments.of(jms(new SSLHandshakeException("bad certificate")), ErrorCode.TLS_FAILED),
                Arguments.of(jms(new TransportException("AMQP header mismatch")), ErrorCode.WRONG_PROTOCOL),
                Arguments.of(jms(new IllegalStateException("closed")), ErrorCode.CONNECT_FAILED),
                Arguments.of(new NoClassDefFoundError("org/apache/qpid/proton/Foo"), ErrorCode.BAD_CONFIGURATION),
                Arguments.of(jms(new InterruptedException("stop")), ErrorCode.INTERRUPTED));
    }

    @ParameterizedTest
    @MethodSource("whileConnecting")
    void whatHappensWhileConnectingHasACode(Throwable thrown, String code) {
        ServerException e = errors.whileConnecting(CREDENTIALS, thrown);
        assertEquals(code, e.getCode(), e.toString());
        assertTrue(e.getMessage() != null && !e.getMessage().contains("very-secret"), e.getMessage());
    }

    @Test
    void anErrorOfOursStaysWhatItIs() {
        ServerException ours = new ServerException(ErrorCode.BAD_CONFIGURATION, "trust store", false, null);
        assertSame(ours, errors.whileConnecting(CREDENTIALS, ours));
        assertSame(ours, errors.whileSubscribing(GROUP, ours));
        assertSame(ours, errors.whileSending(ours));
        assertSame(ours, errors.lost(ours));
    }

    static Stream<Arguments> whileSubscribing() {
        return Stream.of(
                Arguments.of(
                        new InvalidDestinationException("nothing there [condition = amqp:not-found]"),
                        ErrorCode.SUBSCRIBE_REFUSED,
                        "group GID does not exist on instance mqtt-xxx"),
                Arguments.of(
                        new InvalidDestinationException("no [condition = amqp:unauthorized-access]"),
                        ErrorCode.SUBSCRIBE_REFUSED,
                        "no permission for group GID"),
                Arguments.of(
                        new JMSSecurityException("no"), ErrorCode.SUBSCRIBE_REFUSED, "no permission for group GID"),
                Arguments.of(
                        new InvalidDestinationException("not now [condition = amqp:not-allowed]"),
                        ErrorCode.SUBSCRIBE_REFUSED,
                        "not now"),
                Arguments.of(timeout("no answer"), ErrorCode.TIMED_OUT, "broker.example:5672"),
                Arguments.of(
                        new JmsConnectionFailedException(new java.io.IOException("cut")),
                        ErrorCode.CONNECTION_LOST,
                        "broker.example:5672"));
    }

    @ParameterizedTest
    @MethodSource("whileSubscribing")
    void whatHappensWhileSubscribingNamesTheSource(Throwable thrown, String code, String text) {
        ServerException e = errors.whileSubscribing(GROUP, thrown);
        assertEquals(code, e.getCode(), e.toString());
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    @Test
    void aRefusedSendSaysWhy() {
        ServerException e = errors.whileSending(new JMSException("queue is full\nvery-secret"));
        assertEquals(ErrorCode.SEND_REFUSED, e.getCode());
        assertTrue(e.getMessage().contains("queue is full\\n"), e.getMessage());
        assertFalse(e.getMessage().contains("very-secret"), e.getMessage());
        assertEquals(
                ErrorCode.INTERRUPTED,
                errors.whileSending(jms(new InterruptedException())).getCode());
    }

    @Test
    void aLossSaysWhatIsKnownOfIt() {
        assertTrue(errors.lost(null).getMessage().contains("no reason given"));
        assertTrue(errors.lost(new JMSException(null)).getMessage().contains("null"));
        ServerException silent = errors.lost(jms(new ProviderIdleTimeoutException("idle")));
        assertEquals(ErrorCode.CONNECTION_LOST, silent.getCode());
        assertTrue(silent.getMessage().contains("silent for 60 s (requestedHeartbeat)"), silent.getMessage());
        assertTrue(silent.isRetryable());
    }

    @Test
    void anEndlessChainOfCausesHasAnEnd() {
        Exception circle = new Exception("a");
        circle.initCause(new Exception("b", circle));
        assertEquals(ErrorCode.CONNECTION_LOST, errors.lost(circle).getCode());
        assertEquals(
                ErrorCode.TIMED_OUT,
                errors.whileConnecting(CREDENTIALS, timeout("t")).getCode());
    }
}
