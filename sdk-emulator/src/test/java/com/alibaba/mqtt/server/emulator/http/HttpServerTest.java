package com.alibaba.mqtt.server.emulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Await;
import com.alibaba.mqtt.server.emulator.TestClock;
import com.alibaba.mqtt.server.emulator.http.HttpAnswer.Ending;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import dev.mqttstatus.testing.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class HttpServerTest {
    private static final Duration LATE = Duration.ofSeconds(2);

    private final List<Client> clients = new ArrayList<>();
    private final BlockingQueue<HttpRequest> came = new LinkedBlockingQueue<>();
    private HttpServer server;
    private int port;

    @BeforeEach
    void open() throws IOException {
        open(Duration.ofSeconds(20));
    }

    private void open(Duration patience) throws IOException {
        server = new HttpServer(this::answer, TestClock.still("2026-01-02T03:04:05Z"), patience);
        port = server.listen("test", 0, null);
    }

    @AfterEach
    void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    private HttpAnswer answer(HttpRequest request) {
        came.add(request);
        HttpAnswer answer = HttpAnswer.of(200, "text/plain", "hello".getBytes(UTF_8));
        return switch (request.target()) {
            case "/hang" -> answer.then(Ending.HANG);
            case "/cut" -> answer.then(Ending.CUT);
            case "/close" -> answer.then(Ending.CLOSE);
            case "/late" -> answer.after(LATE);
            case "/fail" -> throw new IllegalStateException("told to");
            default -> answer;
        };
    }

    @Test
    void answersAndKeepsTheConnection() throws Exception {
        Client client = connect();
        for (int time = 0; time < 3; time++) {
            List<String> answer = client.get("/?a=b");
            assertEquals("HTTP/1.1 200 OK", answer.get(0));
            assertTrue(answer.contains("date: Fri, 02 Jan 2026 03:04:05 GMT"), answer::toString);
            assertTrue(answer.contains("content-length: 5"), answer::toString);
        }
        HttpRequest request = came.take();
        assertEquals("GET /?a=b 127.0.0.1", request.method() + " " + request.target() + " " + request.address());
        assertEquals("x", request.header("host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hang", "/late"})
    void whatHangsOrIsLateDelaysNoOther(String target) throws Exception {
        for (int number = 0; number < 200; number++) {
            connect().send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        Await.value(200, came::size);
        long start = System.nanoTime();
        assertEquals("HTTP/1.1 200 OK", connect().get("/").get(0));
        assertTrue(System.nanoTime() - start < LATE.toNanos(), "it has waited");
        if (target.equals("/late")) {
            assertEquals("HTTP/1.1 200 OK", clients.get(0).read().get(0));
            assertTrue(System.nanoTime() - start > LATE.toNanos() / 2, "it was not late");
        }
    }

    @Test
    void requestsThatNeverCompleteDelayNoOtherAndAreClosedInTime() throws Exception {
        server.close();
        open(Duration.ofSeconds(1));
        List<Client> slow = new ArrayList<>();
        for (String begun : List.of("", "GET /", "GET / HTTP/1.1\r\nHost: x\r\nA: ")) {
            for (int number = 0; number < 50; number++) {
                Client client = connect();
                client.send(begun);
                slow.add(client);
            }
        }
        Client body = connect();
        body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nbegun");
        slow.add(body);
        assertEquals("HTTP/1.1 200 OK", connect().get("/").get(0));
        for (Client client : slow) {
            assertTrue(client.isAtEnd());
        }
        // and the one that was answered, as it is idle
        assertTrue(clients.get(clients.size() - 1).isAtEnd());
        assertEquals(1, came.size());
    }

    @Test
    void thereAreOnlySoManyConnectionsAndTheyComeFree() throws Exception {
        for (int number = 0; number < HttpServer.MAX_CONNECTIONS; number++) {
            connect();
        }
        // the last one is accepted after all the others
        assertEquals("HTTP/1.1 200 OK", clients.get(clients.size() - 1).get("/").get(0));
        assertTrue(connect().isAtEnd());
        clients.get(0).close();
        Await.value(true, () -> {
            try {
                return connect().get("/").get(0).contains("200");
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aCutAnswerIsTooShort() throws Exception {
        Client client = connect();
        client.send("GET /cut HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThrows(IOException.class, client::read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /close HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n"
            })
    void aConnectionCanEndWithItsAnswer(String request) throws Exception {
        Client client = connect();
        client.send(request);
        assertEquals("HTTP/1.1 200 OK", client.read().get(0));
        assertTrue(client.isAtEnd());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /fail HTTP/1.1\r\nHost: x\r\n\r\n",
                "\r\n\r\nMQTT\r\n\r\n",
                "GET /hang HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void whatCannotBeAnsweredIsTheEndOfTheConnection(String request) throws Exception {
        Client client = connect();
        client.send(request);
        assertTrue(client.isAtEnd());
        assertEquals("HTTP/1.1 200 OK", connect().get("/").get(0));
    }

    @Test
    void aBodyThatIsTooBigIsRefused() throws Exception {
        Client client = connect();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n");
        assertEquals("HTTP/1.1 413 Request Entity Too Large", client.read().get(0));
        assertEquals(0, came.size());
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        IOException taken = assertThrows(IOException.class, () -> server.listen("other", port, null));
        assertEquals("other port " + port + " is taken", taken.getMessage());
    }

    @Test
    void closeEndsWhatHangsAndAllThreads() throws Exception {
        Client client = connect();
        client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n");
        came.take();
        server.close();
        assertTrue(client.isAtEnd());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("mqtt-emulator-openapi")) {
                // it has said that it ends, a moment before it does
                thread.join(20_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    private Client connect() throws IOException {
        Client client = new Client(port);
        clients.add(client);
        return client;
    }

    /** Speaks HTTP by hand. */
    private static final class Client {
        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws IOException {
            socket = new Socket(Loopback.address(), port);
            socket.setSoTimeout(10_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        }

        List<String> get(String target) throws IOException {
            send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return read();
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        }

        /** The status line and the headers, once the whole body is there. */
        List<String> read() throws IOException {
            List<String> lines = new ArrayList<>();
            int length = 0;
            for (String line = in.readLine(); line == null || !line.isEmpty(); line = in.readLine()) {
                if (line == null) {
                    throw new IOException("the connection has ended");
                }
                lines.add(line);
                if (line.startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            for (int read = 0; read < length; read++) {
                if (in.read() < 0) {
                    throw new IOException("the body is too short");
                }
            }
            return lines;
        }

        /** Whether the connection ends, by FIN or RST, before anything else comes. */
        boolean isAtEnd() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) {
                return true;
            }
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
