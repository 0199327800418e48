package dev.mqttstatus.integration.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.LogWatch;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An AMQP 0-9-1 server that refuses a login and says what it got, with line breaks and escape codes around it. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class EchoingServerIT {
    private static final int METHOD_FRAME = 1;
    private static final int FRAME_END = 0xCE;
    private static final String FORGED = "\r\n2026-01-01 ERROR forged \u001b[31m";

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static void frame(DataOutputStream out, int method, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream payload = new DataOutputStream(bytes);
        payload.writeShort(10);
        payload.writeShort(method);
        body.write(payload);
        out.writeByte(METHOD_FRAME);
        out.writeShort(0);
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        out.writeByte(FRAME_END);
        out.flush();
    }

    private static void longText(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the whole password that the client sent. */
    private static String serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        in.readFully(new byte[8]);
        frame(out, 10, payload -> {
            payload.writeByte(0);
            payload.writeByte(9);
            payload.writeInt(0);
            longText(payload, "PLAIN");
            longText(payload, "en_US");
        });
        in.readFully(new byte[3]);
        byte[] startOk = new byte[in.readInt()];
        in.readFully(startOk);
        String seen = new String(startOk, StandardCharsets.ISO_8859_1);
        String login = seen.substring(seen.indexOf("PLAIN") + 9);
        login = login.substring(0, login.lastIndexOf("en_US") - 1);
        String password = login.substring(login.lastIndexOf('\0') + 1);
        byte[] echo = (FORGED + password + FORGED).getBytes(StandardCharsets.ISO_8859_1);
        frame(out, 50, payload -> {
            payload.writeShort(403);
            payload.writeByte(Math.min(255, echo.length));
            payload.write(Arrays.copyOf(echo, Math.min(255, echo.length)));
            payload.writeInt(0);
        });
        return password;
    }

    @Test
    void whatItSaysIsNeitherASecretNorALineOfItsOwn() throws Exception {
        String[] password = new String[1];
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                LogWatch log = new LogWatch()) {
            Thread serving = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    password[0] = serve(socket);
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the test is over
                }
            });
            serving.start();
            ChannelConfig config = new ChannelConfig();
            config.setDomain("127.0.0.1");
            config.setPort(server.getLocalPort());
            config.setProtocol(Protocol.AMQP_0_9_1);
            config.setInstanceId("mqtt-cn-echo");
            config.setAccessKey("echo-access-key");
            config.setSecretKey("echo-secret-key");
            try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig())) {
                ServerException refused = assertThrows(ServerException.class, consumer::start);
                assertEquals(ErrorCode.LOGIN_REFUSED, refused.getCode());
                serving.join(20_000);
                assertTrue(password[0].length() > 10);
                StringWriter thrown = new StringWriter();
                refused.printStackTrace(new PrintWriter(thrown));
                assertFalse(thrown.toString().contains(password[0]), thrown::toString);
                assertFalse(thrown.toString().contains("\u001b"), thrown::toString);
                assertFalse(thrown.toString().contains("\n2026-01-01 ERROR forged"), thrown::toString);
                log.assertClean(password[0], "echo-secret-key");
            }
        }
    }
}
