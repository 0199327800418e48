package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What AUTO concludes from the answers of servers, over several connections. */
@Timeout(60)
class ProtocolChoiceTest {
    private static final byte[] AMQP_1_0 = HexFormat.of().parseHex("414d515003010000");
    private static final byte[] AMQP_0_9_1 = HexFormat.of().parseHex("414d515000000901");
    private static final byte[] NOTHING = {};

    private final ProtocolChoice choice = new ProtocolChoice();
    private final List<Protocol> opened = new ArrayList<>();
    /** Answers what a client says first. */
    private volatile UnaryOperator<String> answers;

    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket server;
    private Thread serving;
    private ConnectionSettings settings;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ChannelConfig config = new ChannelConfig();
        config.setInstanceId("instance");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setDomain("127.0.0.1");
        config.setPort(server.getLocalPort());
        config.setConnectionTimeout(5_000);
        config.setHandshakeTimeout(5_000);
        settings = ConnectionSettings.of(config);
        serving = new Thread(this::serve);
        serving.start();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        serving.join();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                asked.incrementAndGet();
                String question = new String(socket.getInputStream().readNBytes(8), StandardCharsets.ISO_8859_1);
                socket.getOutputStream().write(answers.apply(question).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // the next, or closed
            }
        }
    }

    private void answer(byte[] answer) {
        answers = question -> new String(answer, StandardCharsets.ISO_8859_1);
    }

    private void open(ServerException failure) throws ServerException {
        choice.open(settings, protocol -> {
            opened.add(protocol);
            if (failure != null) {
                throw failure;
            }
            return null;
        });
    }

    private static ServerException error(String code) {
        return new ServerException(code, "on purpose", true, null);
    }

    @Test
    void nobodyTalksAServerOfAmqp10Down() throws ServerException {
        answer(AMQP_1_0);
        open(null);
        answer(AMQP_0_9_1);
        open(null);
        assertThrows(ServerException.class, () -> open(error(ErrorCode.CONNECTION_LOST)));
        open(null);
        assertEquals(List.of(Protocol.AMQP_1_0, Protocol.AMQP_1_0, Protocol.AMQP_1_0, Protocol.AMQP_1_0), opened);
    }

    @Test
    void aRefusedLoginOfAmqp10IsAskedAbout() {
        answer(AMQP_1_0);
        assertThrows(ServerException.class, () -> open(error(ErrorCode.LOGIN_REFUSED)));
        answer(AMQP_0_9_1);
        assertThrows(ServerException.class, () -> open(error(ErrorCode.LOGIN_REFUSED)));
        assertEquals(List.of(Protocol.AMQP_1_0, Protocol.AMQP_0_9_1), opened);
    }

    @Test
    void aServerOf091IsFollowedUpwards() throws ServerException {
        answer(AMQP_0_9_1);
        open(null);
        answer(AMQP_1_0);
        open(null);
        assertEquals(List.of(Protocol.AMQP_0_9_1, Protocol.AMQP_1_0), opened);
    }

    @Test
    void noAnswerIsTheServicesOwnWireUntilThatFails() throws ServerException {
        answer(NOTHING);
        open(null);
        open(null);
        assertEquals(1, asked.get());
        assertThrows(ServerException.class, () -> open(error(ErrorCode.CONNECT_FAILED)));
        answer(AMQP_1_0);
        open(null);
        assertEquals(List.of(Protocol.AMQP_0_9_1, Protocol.AMQP_0_9_1, Protocol.AMQP_0_9_1, Protocol.AMQP_1_0), opened);
    }

    @Test
    void aFailureSaysWhatTheQuestionSaw() {
        answer(NOTHING);
        ServerException failure = assertThrows(ServerException.class, () -> open(error(ErrorCode.LOGIN_REFUSED)));
        assertEquals(ErrorCode.LOGIN_REFUSED, failure.getCode());
        assertTrue(
                failure.getMessage()
                        .endsWith(
                                "on purpose (asked before which AMQP it speaks it closed the connection without an answer)"),
                failure.getMessage());
    }

    @Test
    void whatIsSilentToAmqpIsNamedAtAnyPort() {
        answers = question -> question.startsWith("GET /") ? "HTTP/1.1 400 Bad Request\r\n\r\n" : "";
        assertNamed("speaks HTTP");
        answers = question -> question.startsWith("\20") ? " \2\0\5" : "";
        assertNamed("speaks MQTT");
        answer(NOTHING);
        assertEquals(
                ErrorCode.CONNECT_FAILED,
                assertThrows(ServerException.class, () -> open(error(ErrorCode.CONNECT_FAILED)))
                        .getCode());
    }

    private void assertNamed(String words) {
        ServerException failure = assertThrows(ServerException.class, () -> open(error(ErrorCode.CONNECT_FAILED)));
        assertEquals(ErrorCode.WRONG_PROTOCOL, failure.getCode());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
    }
}
