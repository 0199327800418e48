package com.alibaba.mqtt.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.cli.run.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of servers with real certificates. */
@Timeout(60)
class DoctorTlsTest {
    @TempDir
    static Path folder;

    private static TestCertificates certificates;

    private final Cli cli = new Cli();

    @BeforeAll
    static void createCertificates() throws Exception {
        certificates = new TestCertificates(folder);
    }

    /** A server that shakes hands, or without a context says something and no more. */
    private static ServerSocket server(@Nullable SSLContext context) throws IOException {
        InetAddress localhost = InetAddress.getByName("localhost");
        ServerSocket server = context == null
                ? new ServerSocket(0, 50, localhost)
                : context.getServerSocketFactory().createServerSocket(0, 50, localhost);
        Thread accepting = new Thread(() -> accept(server), "tls-server");
        accepting.setDaemon(true);
        accepting.start();
        return server;
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                // who does not trust it hangs up
            }
        }
    }

    private static void talk(Socket socket) throws IOException {
        if (socket instanceof SSLSocket secure) {
            secure.startHandshake();
        } else {
            socket.getOutputStream().write("AMQP\0\0\11\1".getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            int unused = socket.getInputStream().read();
        }
    }

    private JSONObject examine(@Nullable SSLContext context, String... options) throws IOException {
        try (ServerSocket server = server(context)) {
            String[] arguments = new String[options.length + 5];
            System.arraycopy(
                    new String[] {"doctor", "--endpoint", "https://localhost:" + server.getLocalPort(), "-o", "jsonl"},
                    0,
                    arguments,
                    0,
                    5);
            System.arraycopy(options, 0, arguments, 5, options.length);
            // there is no key pair
            assertEquals(ExitCode.CONFIGURATION, cli.run(arguments), cli.errors());
            return cli.output()
                    .lines()
                    .map(JSON::parseObject)
                    .filter(step -> step.getString("step").equals("api tls"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(cli.output()));
        }
    }

    private static void assertStep(JSONObject step, String result, String detail, @Nullable String remedy) {
        assertEquals(result, step.getString("result"), step.toString());
        assertTrue(step.getString("detail").contains(detail), step.toString());
        assertTrue(remedy == null || step.getString("remedy").contains(remedy), step.toString());
    }

    @Test
    void aCertificateOfAnAuthorityIsGoodWhereItIsTrusted() throws Exception {
        SSLContext good = certificates.signed("localhost", "-1d", 90);
        String ca = certificates.authority().toString();
        assertStep(examine(good, "--ca", ca), "ok", "\"CN=server\" of \"CN=authority\"; valid until 2", null);
        assertStep(examine(good), "fail", "CN=server", "--ca FILE");
        cli.environment.put("MQTT_CA", ca);
        assertEquals("ok", examine(good).getString("result"));
        assertTrue(cli.output().contains("trusted certificates " + ca + "  (variable MQTT_CA)"), cli.output());
        assertStep(examine(good, "--ca", certificates.selfSigned().toString()), "fail", "CN=server", "of --ca");
        assertStep(examine(certificates.signed("localhost", "-1d", 10)), "warn", "TLS", "ends soon");
    }

    @Test
    void aWrongNameIsSaidWithTheNamesThatAreThere() throws Exception {
        String ca = certificates.authority().toString();
        assertStep(
                examine(certificates.signed("other.example", "-1d", 90), "--ca", ca),
                "fail",
                "CN=server",
                "use a name that stands in the certificate: other.example");
    }

    @Test
    void anExpiredOneIsSaidAndOneThatIsNotValidYet() throws Exception {
        String ca = certificates.authority().toString();
        assertStep(
                examine(certificates.signed("localhost", "-10d", 5), "--ca", ca),
                "fail",
                "valid until 2",
                "the certificate has ended");
        assertStep(
                examine(certificates.signed("localhost", "+5d", 90), "--ca", ca), "fail", "CN=server", "not valid yet");
    }

    @Test
    void oneThatSignedItselfIsUnknown() throws Exception {
        assertStep(examine(certificates.ofItself()), "fail", "the server sent \"CN=server\"", "nobody known signed it");
    }

    @Test
    void aServerWithoutTlsIsSaid() throws Exception {
        assertStep(examine(null, "--timeout", "2s"), "fail", "", "the port speaks no TLS");
    }

    @Test
    void aFileThatHoldsNoCertificateIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "no certificate");
        assertStep(
                examine(certificates.ofItself(), "--ca", file.toString()),
                "fail",
                "--ca " + file + " cannot be read",
                "X.509");
        assertStep(
                examine(certificates.ofItself(), "--ca", folder.resolve("none").toString()),
                "fail",
                "there is no such file",
                "X.509");
    }
}
