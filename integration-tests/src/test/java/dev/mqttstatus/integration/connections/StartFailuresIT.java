package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which start() fails: in time, with the cause named, nothing left, and good for another try. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class StartFailuresIT {
    private static final String GROUP = "GID_demo";
    private static final byte[] NOTICE =
            "{\"clientId\":\"GID_demo@@@made\",\"eventType\":\"connect\",\"time\":1}".getBytes(StandardCharsets.UTF_8);
    private static final int LIMIT_MILLIS = 2_000;

    private Emulator emulator;
    private Backend backend;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().start();
        backend = new Backend(Backend.config(emulator));
        backend.config.setConnectionTimeout(LIMIT_MILLIS);
        backend.config.setHandshakeTimeout(LIMIT_MILLIS);
        backend.listen(GROUP);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        emulator.close();
    }

    private ServerException assertStartFails(String code) {
        long begin = System.nanoTime();
        ServerException failure = assertThrows(ServerException.class, backend.consumer::start);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(code, failure.getCode(), failure.toString());
        assertTrue(took.toMillis() < 2 * LIMIT_MILLIS + 5_000, "took " + took);
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertFalse(all.toString().contains(backend.config.getSecretKey()), all.toString());
        return failure;
    }

    private void assertStartsFine() throws Exception {
        backend.consumer.start();
        emulator.group(GROUP).publish(NOTICE);
        assertEquals("made", backend.next().deviceId());
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void aTemporaryKeyPairWithoutItsToken(Protocol protocol) throws Exception {
        emulator.close();
        emulator = Emulator.builder().securityToken("CAIS+/==").start();
        backend.config.setPort(emulator.amqpPort());
        backend.config.setProtocol(protocol);
        assertStartFails(ErrorCode.LOGIN_REFUSED);
        backend.config.setSecurityToken("CAIS+/==");
        assertStartsFine();
    }

    @Test
    void wrongSecret() throws Exception {
        String right = backend.config.getSecretKey();
        backend.config.setSecretKey("a-wrong-secret");
        ServerException failure = assertStartFails(ErrorCode.LOGIN_REFUSED);
        assertTrue(failure.getMessage().contains("check the secret key"), failure.getMessage());
        assertFalse(failure.isRetryable());
        backend.config.setSecretKey(right);
        assertStartsFine();
    }

    @Test
    void unknownInstance() throws Exception {
        backend.config.setInstanceId("mqtt-cn-unknown");
        ServerException failure = assertStartFails(ErrorCode.LOGIN_REFUSED);
        assertTrue(failure.getMessage().contains("mqtt-cn-unknown"), failure.getMessage());
        backend.config.setInstanceId(emulator.instanceId());
        assertStartsFine();
    }

    @Test
    void deadPort() throws Exception {
        emulator.stopAmqp();
        assertTrue(assertStartFails(ErrorCode.CONNECT_FAILED).isRetryable());
        emulator.startAmqp();
        assertStartsFine();
    }

    @Test
    void unknownHost() throws Exception {
        backend.config.setDomain("no-such-host.invalid");
        assertStartFails(ErrorCode.UNKNOWN_HOST);
        backend.config.setDomain(emulator.host());
        assertStartsFine();
    }

    @Test
    void serverThatAcceptsAndNeverAnswers() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            backend.config.setPort(mute.getLocalPort());
            ServerException failure = assertStartFails(ErrorCode.TIMED_OUT);
            assertTrue(failure.getMessage().contains("handshakeTimeout 2000 ms"), failure.getMessage());
        }
        backend.config.setPort(emulator.amqpPort());
        assertStartsFine();
    }

    @Test
    void serverThatClosesAtOnce() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> acceptAndAnswer(rude, new byte[0]));
            closing.start();
            backend.config.setPort(rude.getLocalPort());
            assertStartFails(ErrorCode.CONNECT_FAILED);
        }
        backend.config.setPort(emulator.amqpPort());
        assertStartsFine();
    }

    @Test
    void serverThatSpeaksAnotherProtocol() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(
                    () -> acceptAndAnswer(web, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            answering.start();
            backend.config.setPort(web.getLocalPort());
            assertStartFails(ErrorCode.WRONG_PROTOCOL);
        }
        backend.config.setPort(emulator.amqpPort());
        assertStartsFine();
    }

    /** Answers each connection so, until the server socket is closed. */
    private static void acceptAndAnswer(ServerSocket server, byte[] answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(8);
                socket.getOutputStream().write(answer);
            } catch (IOException e) {
                // the other side has left, or the test is over
            }
        }
    }

    @Test
    void unknownGroup() throws Exception {
        backend.listen("GID_unknown");
        ServerException failure = assertStartFails(ErrorCode.SUBSCRIBE_REFUSED);
        assertTrue(failure.getMessage().contains("GID_unknown"), failure.getMessage());
    }

    @Test
    void unknownGroupAfterStartDoesNotDisturbTheOthers() throws Exception {
        backend.consumer.start();
        assertEquals(
                ErrorCode.SUBSCRIBE_REFUSED,
                assertThrows(ServerException.class, () -> backend.listen("GID_unknown"))
                        .getCode());
        assertStartsFine();
    }

    @Test
    void clockOfTheBackendOutsideTheWindow() throws Exception {
        try (Emulator strict = Emulator.builder()
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20)))
                .start()) {
            backend.config.setPort(strict.amqpPort());
            assertTrue(assertStartFails(ErrorCode.LOGIN_REFUSED).getMessage().contains("clock"));
        }
    }

    @Test
    void everySignMethodIsAccepted() throws Exception {
        for (SignMethod method : SignMethod.values()) {
            try (Backend other = new Backend(Backend.config(emulator))) {
                other.config.setSignMethod(method);
                other.consumer.start();
            }
        }
    }
}
