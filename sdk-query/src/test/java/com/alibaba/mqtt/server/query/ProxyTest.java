package com.alibaba.mqtt.server.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that answers in the place of the endpoint. No name is resolved and no endpoint reached. */
@Timeout(60)
class ProxyTest {
    private static final String ID = "GID_a@@@d1";
    private static final String OK = "{\"OnlineStatus\":true,\"RequestId\":\"r-1\"}";
    private static final String LOGIN = Base64.getEncoder().encodeToString("me:pass-word".getBytes(US_ASCII));

    private final List<String> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void reset() {
        System.clearProperty("https.proxyHost");
        System.clearProperty("https.proxyPort");
        Authenticator.setDefault(null);
    }

    /** Answers each connection's requests so until the client hangs up. */
    private RawServer proxy(String... answers) throws IOException {
        return new RawServer((in, socket) -> {
            for (String answer : answers) {
                requests.add(request(in));
                socket.getOutputStream().write(answer.getBytes(US_ASCII));
            }
        });
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            request.append((char) next);
        }
        return request.toString();
    }

    private static String status(String line, String... headers) {
        return "HTTP/1.1 " + line + "\r\nContent-Length: 0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static StatusQueryClientBuilder by(RawServer proxy, String endpoint) {
        return StatusQueryClient.builder()
                .endpoint(endpoint)
                .instanceId("post-cn-1")
                .credentials(Credentials.of("testid", "testsecret", "CAIStoken"))
                .maxAttempts(1)
                .proxy("127.0.0.1", port(proxy));
    }

    private static int port(RawServer proxy) {
        return Integer.parseInt(proxy.endpoint().replaceFirst(".*:", ""));
    }

    private static ServerException failure(StatusQueryClientBuilder builder) {
        try (StatusQueryClient client = builder.build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ID));
            for (Throwable e = failure; e != null; e = e.getCause()) {
                for (String secret : List.of("testsecret", "CAIStoken", "pass-word", LOGIN)) {
                    assertFalse(e.toString().contains(secret), e.toString());
                }
            }
            return failure;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "407,Client.LoginRefused,false",
        "403,Client.ConnectFailed,false",
        "404,Client.ConnectFailed,false",
        "502,Client.ConnectFailed,true",
        "503,Client.ConnectFailed,true",
        "504,Client.ConnectFailed,true",
        "429,Client.ConnectFailed,true"
    })
    void aProxyThatOpensNoTunnelIsNamed(int status, String code, boolean retryable) throws Exception {
        try (RawServer proxy = proxy(status(status + " No", "X-Echo: pass-word"))) {
            ServerException failure = failure(by(proxy, "https://api.example.test"));
            assertEquals(code, failure.getCode(), failure.toString());
            assertEquals(retryable, failure.isRetryable());
            assertEquals(status, failure.getHttpStatus());
            assertTrue(failure.getMessage().contains("the proxy 127.0.0.1:" + port(proxy) + " "), failure.getMessage());
            assertTrue(requests.get(0).startsWith("CONNECT api.example.test:443 HTTP/1.1\r\n"), requests.get(0));
            assertFalse(requests.get(0).contains("testid"), requests.get(0));
        }
    }

    @Test
    void theJvmsProxyIsTheDefault() throws Exception {
        try (RawServer proxy = proxy(status("503 Later"))) {
            System.setProperty("https.proxyHost", "127.0.0.1");
            System.setProperty("https.proxyPort", String.valueOf(port(proxy)));
            ServerException failure = failure(StatusQueryClient.builder()
                    .endpoint("https://api.example.test")
                    .instanceId("post-cn-1")
                    .credentials(Credentials.of("testid", "testsecret")));
            assertEquals(503, failure.getHttpStatus(), failure.toString());
            assertTrue(failure.getMessage().contains("the proxy 127.0.0.1:" + port(proxy)), failure.getMessage());
        }
    }

    @Test
    void theLoginThatWasSetIsSentToTheProxy() throws Exception {
        String asks = status("407 Login", "Proxy-Authenticate: Basic realm=x");
        try (RawServer proxy = proxy(asks, status("503 Later"))) {
            ServerException failure =
                    failure(by(proxy, "https://api.example.test").proxyCredentials("me", "pass-word"));
            // it is sent before the proxy asks, and a proxy that asks all the same has refused it
            assertEquals(ErrorCode.LOGIN_REFUSED, failure.getCode(), failure.toString());
            assertFalse(failure.isRetryable());
            assertTrue(requests.get(0).contains("Proxy-Authorization: Basic " + LOGIN), requests.get(0));
        }
    }

    @Test
    void theJvmsAuthenticatorIsAsked() throws Exception {
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                assertEquals(RequestorType.PROXY, getRequestorType());
                assertEquals("x", getRequestingPrompt());
                return new PasswordAuthentication("me", "pass-word".toCharArray());
            }
        });
        String asks = status("407 Login", "Proxy-Authenticate: Basic realm=\"x\"");
        try (RawServer proxy = proxy(asks, status("503 " + LOGIN))) {
            ServerException failure = failure(by(proxy, "https://api.example.test"));
            assertEquals(503, failure.getHttpStatus(), failure.toString());
            assertEquals(2, requests.size());
            assertFalse(requests.get(0).contains("Proxy-Authorization"), requests.get(0));
            assertTrue(requests.get(1).contains("Proxy-Authorization: Basic " + LOGIN), requests.get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Digest realm=x", "NTLM", "Basic realm=x"})
    void aLoginThatIsRefusedOrOfAnotherKindIsNotTriedAgain(String way) throws Exception {
        String asks = status("407 Login", "Proxy-Authenticate: " + way);
        try (RawServer proxy = proxy(asks, asks, asks)) {
            ServerException failure =
                    failure(by(proxy, "https://api.example.test").proxyCredentials("me", "pass-word"));
            assertEquals(ErrorCode.LOGIN_REFUSED, failure.getCode(), failure.toString());
            assertTrue(requests.size() <= 2, requests.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAuthenticatorThatThrowsFailsTheCallOnly(boolean error) throws Exception {
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                if (error) {
                    throw new Error("pass-word");
                }
                throw new IllegalStateException("thrown");
            }
        });
        try (RawServer proxy = proxy(status("407 Login", "Proxy-Authenticate: Basic realm=x"));
                StatusQueryClient client = by(proxy, "https://api.example.test").build()) {
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        "Client.Unexpected",
                        assertThrows(ServerException.class, () -> client.queryClientStatus(ID))
                                .getCode());
            }
        }
    }

    @Test
    void overPlainHttpTheLoginComesWithTheRequest() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + OK.length() + "\r\n\r\n" + OK;
        try (RawServer proxy = proxy(answer);
                StatusQueryClient client = by(proxy, "http://api_1.example.test")
                        .proxyCredentials("me", "pass-word")
                        .build()) {
            assertTrue(client.queryClientStatus(ID).online());
            assertTrue(requests.get(0).startsWith("POST http://api_1.example.test/?"), requests.get(0));
            assertTrue(requests.get(0).contains("Proxy-Authorization: Basic " + LOGIN), requests.get(0));
        }
    }

    @Test
    void overPlainHttpAProxyThatAsksIsNamed() throws Exception {
        try (RawServer proxy = proxy(status("407 Login", "Proxy-Authenticate: Basic realm=x"))) {
            ServerException failure = failure(by(proxy, "http://api.example.test"));
            assertEquals(ErrorCode.LOGIN_REFUSED, failure.getCode());
            assertTrue(failure.getMessage().contains("the proxy 127.0.0.1:" + port(proxy)), failure.getMessage());
        }
    }

    @Test
    void anEchoOfTheLoginIsHidden() throws Exception {
        String body = "{\"Code\":\"Echo\",\"Message\":\"you are " + LOGIN + " with pass-word\",\"RequestId\":\"" + LOGIN
                + "\"}";
        try (RawServer proxy = proxy("HTTP/1.1 400 No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            ServerException failure =
                    failure(by(proxy, "http://api.example.test").proxyCredentials("me", "pass-word"));
            assertEquals("Echo: you are *** with *** (HTTP 400, request id ***)", failure.getMessage());
            assertEquals("***", failure.getRequestId());
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        RawServer gone = proxy();
        gone.close();
        ServerException failure = failure(by(gone, "https://api.example.test"));
        assertEquals(ErrorCode.CONNECT_FAILED, failure.getCode());
        assertTrue(
                failure.getMessage().endsWith("no connection to the proxy 127.0.0.1:" + port(gone)),
                failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'',1,proxy host is blank",
        "http://h,1,proxy host is \"http://h\"",
        "h:1,1,proxy host is \"h:1\"",
        "a@b,1,proxy host is \"a@b\"",
        "h,0,proxy port is 0",
        "h,65536,proxy port is 65536"
    })
    void badProxiesAreRefused(String host, int port, String start) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> StatusQueryClient.builder().proxy(host, port))
                .getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void badLoginsAreRefusedUnseen() {
        for (String[] login : new String[][] {{"", "p"}, {"a:secret1", "p"}, {"u", "secret1\n"}, {"u", null}}) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> StatusQueryClient.builder().proxyCredentials(login[0], login[1]))
                    .getMessage();
            assertTrue(message.startsWith("proxy ") && !message.contains("secret1"), message);
        }
    }

    @Test
    void ipv6ProxiesMayHaveBracketsOrNot() {
        for (String host : List.of("::1", "[::1]")) {
            StatusQueryClient.builder().proxy(host, 3128);
        }
    }
}
