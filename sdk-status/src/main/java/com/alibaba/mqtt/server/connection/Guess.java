package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.internal.connect.Dialer;
import com.alibaba.mqtt.server.internal.connect.OtherProtocol;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.internal.connect.Tls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guesses what a server is that does not answer to AMQP, by asking in the words of what people take for it: MQTT, which
 * the service has on a neighbouring port, and HTTP. Sends no login and no id. Only to find words for a start that failed.
 */
final class Guess {
    private static final Logger LOG = LoggerFactory.getLogger(Guess.class);
    private static final long MAX_MILLIS = 1_000;
    private static final int ANSWER = 16;
    /** CONNECT of MQTT 3.1.1 without client id and login. */
    private static final byte[] MQTT = HexFormat.of().parseHex("100c00044d5154540402003c0000");

    private static final byte[] HTTP = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Executor THREADS =
            work -> new DaemonThreads("mqtt-guess-").newThread(work).start();

    private final ConnectionSettings config;

    Guess(ConnectionSettings config) {
        this.config = config;
    }

    /** Returns the name of what it speaks; null if it says nothing to any question. Blocks for two seconds at most. */
    @Nullable
    String other() {
        String other = askedWith(MQTT);
        return other == null ? askedWith(HTTP) : other;
    }

    private @Nullable String askedWith(byte[] question) {
        long handshake = config.handshakeTimeout();
        long millis = handshake == 0 ? MAX_MILLIS : Math.min(MAX_MILLIS, handshake);
        try (Dialer dialer = new Dialer(config)) {
            return Step.within(Deadline.in(millis), THREADS, dialer, () -> {
                Socket plain = dialer.dial();
                Socket socket = config.isTls() ? Tls.begin(plain, config) : plain;
                socket.getOutputStream().write(question);
                byte[] answer = new byte[ANSWER];
                // one read: an answer may be short, and nothing follows
                int size = socket.getInputStream().read(answer);
                return OtherProtocol.named(Arrays.copyOf(answer, Math.max(0, size)));
            });
        } catch (Throwable e) {
            // Throwable: it is no more than a guess, and there is an error to throw already
            LOG.debug("no answer", new ConnectErrors(config).show(e));
            return null;
        }
    }
}
