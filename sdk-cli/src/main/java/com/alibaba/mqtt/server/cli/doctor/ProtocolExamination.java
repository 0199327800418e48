package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.connect.OtherProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeoutException;

/** Which AMQP a server speaks: it answers the header of 1.0 with the header of what it speaks. */
final class ProtocolExamination {
    private static final String STEP = "notices protocol";
    private static final HexFormat HEX = HexFormat.of();
    private static final String AMQP_1_0 = "414d515003010000";
    private static final String AMQP_0_9_1 = "414d515000000901";
    private static final int HEADER = 8;

    private final Report report;
    private final Duration limit;

    ProtocolExamination(Report report, Duration limit) {
        this.report = report;
        this.limit = limit;
    }

    boolean examine(Server server) throws InterruptedException {
        try {
            return report.add(read(server, Bounded.within(limit, () -> ask(server))));
        } catch (InterruptedException e) {
            throw e;
        } catch (TimeoutException | IOException e) {
            return report.add(Finding.warn(
                    STEP,
                    "no answer to AMQP's header; taken for AMQP 0-9-1",
                    "if the login fails too, the port belongs to something else"));
        } catch (Exception e) {
            return report.add(Finding.fail(
                    STEP,
                    ExitCode.SERVICE,
                    ForeignText.visible(e.toString()),
                    "compare host and port with the console"));
        }
    }

    private byte[] ask(Server server) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), (int) limit.toMillis());
            plain.setSoTimeout((int) limit.toMillis());
            try (Socket socket = server.tls()
                    ? SeenChain.create(server.ca())
                            .context()
                            .getSocketFactory()
                            .createSocket(plain, server.host(), server.port(), true)
                    : plain) {
                socket.getOutputStream().write(HEX.parseHex(AMQP_1_0));
                socket.getOutputStream().flush();
                return socket.getInputStream().readNBytes(HEADER);
            }
        }
    }

    static Finding read(Server server, byte[] said) {
        String hex = HEX.formatHex(said);
        if (hex.equals(AMQP_1_0)) {
            return Finding.ok(STEP, "AMQP 1.0");
        }
        if (hex.equals(AMQP_0_9_1) || hex.startsWith("01000000")) {
            return Finding.ok(STEP, "AMQP 0-9-1");
        }
        String other = OtherProtocol.named(said);
        String shown = ForeignText.quoted(new String(said, StandardCharsets.ISO_8859_1));
        if (other == null) {
            return Finding.warn(
                    STEP,
                    "the answer to AMQP's header is " + shown + "; taken for AMQP 0-9-1",
                    "if the login fails too, the port belongs to something else");
        }
        return Finding.fail(
                STEP,
                ExitCode.CONFIGURATION,
                server + " speaks " + other + ", not AMQP",
                other.equals("TLS") ? "use --tls with this port" : "AMQP is at port 5672, with TLS at 5671");
    }
}
