package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.internal.connect.Dialer;
import com.alibaba.mqtt.server.internal.connect.OtherProtocol;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.internal.connect.Tls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server which AMQP version it speaks, by the way that AMQP provides: we send the protocol header of 1.0 with
 * SASL, and the server answers with the header of what it speaks. One connection, closed immediately. Used once.
 */
final class ProtocolProbe {
    private static final HexFormat HEX = HexFormat.of();
    private static final String AMQP_1_0_SASL = "414d515003010000";
    private static final String AMQP_1_0_PLAIN = "414d515000010000";
    private static final String AMQP_0_9_1 = "414d515000000901";
    private static final String ANY_AMQP = "414d5150";
    private static final int ANSWER = 8;
    private static final Executor THREADS =
            work -> new DaemonThreads("mqtt-probe-").newThread(work).start();

    private final ConnectionSettings config;
    private final ConnectErrors errors;
    /** The answer so far; guarded by itself. */
    private final byte[] answer = new byte[ANSWER];

    private int answered;
    /** Whether the server has been asked: then whatever fails is its way to answer. */
    private volatile boolean asked;

    ProtocolProbe(ConnectionSettings config) {
        this.config = config;
        this.errors = new ConnectErrors(config);
    }

    /**
     * What came of it.
     *
     * @param protocol what the server speaks, AMQP 1.0 if it speaks both; null if its answer does not say
     * @param saw the answer in words, fit for a log
     */
    record Answer(@Nullable Protocol protocol, String saw) {}

    /**
     * Asks. Blocks up to the connection time-out, and twice the handshake time-out with TLS, else once.
     *
     * @throws ServerException if there is no connection, or if the server clearly speaks something else
     */
    Answer ask() throws ServerException {
        String silent = "did not answer";
        try (Dialer dialer = new Dialer(config)) {
            Socket plain = Step.within(Deadline.in(config.connectionTimeout()), THREADS, dialer, dialer::dial);
            Socket socket = config.isTls()
                    ? Step.within(
                            Deadline.in(config.handshakeTimeout()), THREADS, dialer, () -> Tls.begin(plain, config))
                    : plain;
            Step.within(Deadline.in(config.handshakeTimeout()), THREADS, dialer, () -> exchange(socket));
            silent = "closed the connection without an answer";
        } catch (ServerException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            requireAsked(e);
        } catch (Throwable e) {
            // Throwable: this machine may have no thread, and a server many ways to end a connection
            requireAsked(e);
            silent = "broke the connection without an answer";
        }
        synchronized (answer) {
            return read(Arrays.copyOf(answer, answered), silent);
        }
    }

    private void requireAsked(Throwable e) throws ServerException {
        if (!asked) {
            throw errors.of(e);
        }
    }

    private @Nullable Void exchange(Socket socket) throws IOException {
        asked = true;
        socket.getOutputStream().write(HEX.parseHex(AMQP_1_0_SASL));
        // exactly the header: a server that speaks another version may reset the connection right after it
        for (int next = 0; answered < ANSWER && next >= 0; ) {
            next = socket.getInputStream().read();
            synchronized (answer) {
                if (next >= 0) {
                    answer[answered++] = (byte) next;
                }
            }
        }
        return null;
    }

    private Answer read(byte[] said, String silent) throws ServerException {
        String hex = HEX.formatHex(said);
        String text = "answered \"" + errors.show(new String(said, StandardCharsets.ISO_8859_1)) + "\" (" + hex + ")";
        if (hex.equals(AMQP_1_0_SASL)) {
            return new Answer(Protocol.AMQP_1_0, text);
        }
        if (hex.equals(AMQP_0_9_1) || isStart(said)) {
            return new Answer(Protocol.AMQP_0_9_1, text);
        }
        if (hex.equals(AMQP_1_0_PLAIN)) {
            throw errors.wrongProtocol("speaks AMQP 1.0 without SASL, so it takes no login", null);
        }
        if (hex.startsWith(ANY_AMQP) && said.length == ANSWER) {
            throw errors.wrongProtocol("speaks no AMQP that this SDK knows; it " + text, null);
        }
        String other = OtherProtocol.named(said);
        if (other != null) {
            throw errors.wrongProtocol(
                    "speaks " + other + ", not AMQP; it " + text
                            + (other.equals("TLS")
                                    ? "; use setTls(true) and setTlsPort(" + config.port() + ")"
                                    : "; AMQP is at 5672, with TLS at 5671"),
                    null);
        }
        return new Answer(null, said.length == 0 ? silent : text);
    }

    /** Some servers begin with 0-9-1 whatever they are asked: a method frame of channel 0. */
    private static boolean isStart(byte[] said) {
        return said.length == ANSWER && said[0] == 1 && said[1] == 0 && said[2] == 0 && said[3] == 0;
    }
}
