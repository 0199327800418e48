package com.alibaba.mqtt.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of real servers, as bytes, from a socket of the test. */
@Timeout(60)
class ProtocolProbeTest {
    private ServerSocket server;
    private ChannelConfig config;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        config = new ChannelConfig();
        config.setInstanceId("instance");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setDomain("127.0.0.1");
        config.setPort(server.getLocalPort());
        config.setConnectionTimeout(5_000);
        config.setHandshakeTimeout(5_000);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void answer(byte[] bytes, boolean reset) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                if (!reset) {
                    socket.getInputStream().readNBytes(8);
                }
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
    }

    private ServerException failure() {
        return assertThrows(ServerException.class, () -> new ProtocolProbe(ConnectionSettings.of(config)).ask());
    }

    @ParameterizedTest
    @CsvSource({
        "414d515003010000, AMQP_1_0",
        "414d51500301000000000000, AMQP_1_0",
        "414d515000000901, AMQP_0_9_1",
        // connection.start, whatever was asked
        "01000000000181000a000a, AMQP_0_9_1",
    })
    void understandsTheHeadersOfBothProtocols(String answer, Protocol expected) throws ServerException {
        answer(HexFormat.of().parseHex(answer), false);
        assertEquals(
                expected, new ProtocolProbe(ConnectionSettings.of(config)).ask().protocol());
    }

    @ParameterizedTest
    @CsvSource({
        "414d515000010000, without SASL",
        "15030300020246, use setTls(true)",
        "1503030002024600, use setTls(true)",
        "485454502f312e3120343030, speaks HTTP",
        "20020005, speaks MQTT",
        "5353482d322e302d4f70, speaks SSH",
        "414d515000000a00, speaks no AMQP that this SDK knows",
    })
    void namesWhatElseIsThere(String answer, String named) {
        answer(HexFormat.of().parseHex(answer), false);
        ServerException failure = failure();
        assertEquals(ErrorCode.WRONG_PROTOCOL, failure.getCode(), failure.toString());
        assertTrue(failure.getMessage().contains(named), failure.getMessage());
    }

    private void assertUnclear(String saw) throws ServerException {
        ProtocolProbe.Answer answer = new ProtocolProbe(ConnectionSettings.of(config)).ask();
        assertNull(answer.protocol());
        assertTrue(answer.saw().contains(saw), answer.saw());
    }

    @Test
    void silenceSaysNothing() throws ServerException {
        config.setHandshakeTimeout(100);
        assertUnclear("did not answer");
    }

    @Test
    void aClosedConnectionSaysNothing() throws ServerException {
        answer(new byte[0], false);
        assertUnclear("without an answer");
    }

    @Test
    void noiseSaysNothingAndIsMadeVisible() throws ServerException {
        answer("\r\n\33[31m".getBytes(StandardCharsets.US_ASCII), false);
        assertUnclear("answered \"\\r\\n\\u001b[31m\"");
    }

    /** Each byte comes in time, all of them do not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatDripsIsNotWaitedForLongerThanTheStep(boolean tls) throws Exception {
        config.setHandshakeTimeout(300);
        config.setTls(tls);
        config.setTlsPort(server.getLocalPort());
        CountDownLatch done = new CountDownLatch(1);
        Thread dripping = new Thread(() -> {
            try (Socket socket = server.accept()) {
                // the beginning of a record of TLS that goes on for long
                byte[] record = {22, 3, 3, 63, 0};
                boolean over = false;
                for (int n = 0; !over; n++) {
                    socket.getOutputStream().write(tls && n < record.length ? record[n] : 2);
                    over = done.await(n < record.length ? 1 : 100, TimeUnit.MILLISECONDS);
                }
            } catch (IOException | InterruptedException e) {
                // the other side has left
            }
        });
        dripping.start();
        if (tls) {
            assertEquals(ErrorCode.TIMED_OUT, failure().getCode());
        } else {
            assertUnclear("answered");
        }
        done.countDown();
        dripping.join();
    }

    @Test
    void anInterruptIsSaidToBeOne() throws Exception {
        Thread.currentThread().interrupt();
        assertEquals(ErrorCode.INTERRUPTED, failure().getCode());
        assertTrue(Thread.interrupted());
    }

    @Test
    void tlsToAServerWithoutItIsSaidToBeThat() {
        config.setTls(true);
        config.setTlsPort(server.getLocalPort());
        answer("not TLS at all".getBytes(StandardCharsets.US_ASCII), true);
        assertEquals(ErrorCode.TLS_FAILED, failure().getCode());
    }

    @Test
    void nobodyThereAndNoSuchHost() throws IOException {
        server.close();
        assertEquals(ErrorCode.CONNECT_FAILED, failure().getCode());
        config.setDomain("no-such-host.invalid");
        assertEquals(ErrorCode.UNKNOWN_HOST, failure().getCode());
    }
}
