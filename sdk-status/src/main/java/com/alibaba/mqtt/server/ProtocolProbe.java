package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Asks a server which AMQP version it speaks, by the way that AMQP provides: we send the protocol header of 1.0 with
 * SASL, and the server answers with the header of what it speaks. One connection, closed at once.
 */
final class ProtocolProbe {
    private static final HexFormat HEX = HexFormat.of();
    private static final String AMQP_1_0_SASL = "414d515003010000";
    private static final String AMQP_1_0_PLAIN = "414d515000010000";
    private static final String AMQP_0_9_1 = "414d515000000901";
    private static final String TLS_ALERT = "1503";
    private static final int MQTT_PORT = 1883;
    private static final int MQTT_TLS_PORT = 8883;

    private final ConnectionSettings config;
    private final ConnectErrors errors;
    private final int port;

    ProtocolProbe(ConnectionSettings config) {
        this.config = config;
        this.errors = new ConnectErrors(config);
        this.port = config.port();
    }

    /**
     * Returns what the server speaks; AMQP 1.0 if it speaks both. Blocks up to the connection time-out and the
     * handshake time-out.
     *
     * @throws ServerException if it does not answer, or its answer is no AMQP version of ours
     */
    Protocol ask() throws ServerException {
        byte[] answer = new byte[AMQP_1_0_SASL.length() / 2];
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(config.domain(), port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(config.domain());
            }
            socket.connect(address, config.connectionTimeout());
            socket.setSoTimeout(config.handshakeTimeout());
            try (Socket talking = config.isTls() ? secure(socket) : socket) {
                talking.getOutputStream().write(HEX.parseHex(AMQP_1_0_SASL));
                // exactly the header: a server that speaks another version may reset the connection right after it
                if (talking.getInputStream().readNBytes(answer, 0, answer.length) < answer.length) {
                    throw new EOFException("it closed the connection without an answer.");
                }
            }
        } catch (IOException e) {
            if (isUnderstood(answer)) {
                return read(answer);
            }
            throw translate(answer, e);
        }
        return read(answer);
    }

    private Socket secure(Socket socket) throws IOException {
        SSLSocket secure =
                (SSLSocket) Tls.context(config).getSocketFactory().createSocket(socket, config.domain(), port, true);
        if (config.isVerifyHostName()) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        secure.startHandshake();
        return secure;
    }

    private static boolean isUnderstood(byte[] answer) {
        String hex = HEX.formatHex(answer);
        return hex.equals(AMQP_1_0_SASL) || hex.equals(AMQP_0_9_1);
    }

    private ServerException translate(byte[] soFar, IOException e) {
        if (e instanceof ServerException ours) {
            return ours;
        }
        if (HEX.formatHex(soFar).startsWith(TLS_ALERT)) {
            return speaksTls(e);
        }
        ServerException socket = errors.ofSocket(e);
        if (socket == null) {
            return errors.endedEarly(e);
        }
        boolean mqttPort = port == MQTT_PORT || port == MQTT_TLS_PORT;
        return mqttPort && ConnectErrors.has(e, SocketTimeoutException.class)
                ? errors.wrongProtocol("is silent: that is the port for MQTT devices; AMQP is at 5672", e)
                : socket;
    }

    private ServerException speaksTls(IOException e) {
        return errors.wrongProtocol("speaks TLS there; use setTls(true) and setTlsPort(" + port + ")", e);
    }

    private Protocol read(byte[] answer) throws ServerException {
        String hex = HEX.formatHex(answer);
        if (hex.equals(AMQP_1_0_SASL)) {
            return Protocol.AMQP_1_0;
        }
        if (hex.equals(AMQP_0_9_1)) {
            return Protocol.AMQP_0_9_1;
        }
        if (hex.equals(AMQP_1_0_PLAIN)) {
            throw errors.wrongProtocol("speaks AMQP 1.0 without SASL, so it takes no login", null);
        }
        if (hex.startsWith(TLS_ALERT)) {
            throw speaksTls(null);
        }
        throw errors.wrongProtocol(
                "speaks no AMQP that this SDK knows; it answered \""
                        + new String(answer, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?") + "\" (" + hex
                        + ")",
                null);
    }
}
