package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names with several addresses, and with others from one moment to the next. */
@Timeout(60)
class AddressesTest {
    private static final String ID = "GID_a@@@d2";

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new FakeService());
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StatusQueryClientBuilder to(String host) {
        return StatusQueryClient.builder()
                .endpoint("http://" + host + ":" + server.getPort())
                .instanceId("post-cn-1")
                .credentials(Credentials.of("testid", "testsecret"))
                .maxAttempts(1);
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::1"})
    void theNextAddressIsTriedIfTheFirstRefuses(String refusing) throws Exception {
        List<InetAddress> addresses = List.of(address(refusing), address("127.0.0.1"));
        try (StatusQueryClient client =
                to("two_addresses.test").addresses(host -> addresses).build()) {
            assertTrue(client.queryClientStatus(ID).online());
        }
    }

    @Test
    void ifAllRefuseThatIsSaid() throws Exception {
        List<InetAddress> addresses = List.of(address("127.0.0.2"), address("127.0.0.3"));
        try (StatusQueryClient client =
                to("two.test").addresses(host -> addresses).build()) {
            assertEquals(
                    ErrorCode.CONNECT_FAILED,
                    assertThrows(ServerException.class, () -> client.queryClientStatus(ID))
                            .getCode());
        }
    }

    @Test
    void aNameThatGetsItsAddressLater() throws Exception {
        Queue<List<InetAddress>> answers =
                new ArrayDeque<>(List.of(List.of(), List.of(address("127.0.0.2")), List.of(address("127.0.0.1"))));
        try (StatusQueryClient client =
                to("later.test").addresses(host -> answers.remove()).build()) {
            assertEquals(
                    ErrorCode.UNKNOWN_HOST,
                    assertThrows(ServerException.class, () -> client.queryClientStatus(ID))
                            .getCode());
            assertEquals(
                    ErrorCode.CONNECT_FAILED,
                    assertThrows(ServerException.class, () -> client.queryClientStatus(ID))
                            .getCode());
            assertTrue(client.queryClientStatus(ID).online());
        }
    }

    @Test
    void anIpv6Endpoint() throws Exception {
        try (MockWebServer six = new MockWebServer()) {
            try {
                six.start(address("::1"), 0);
            } catch (java.io.IOException e) {
                org.junit.jupiter.api.Assumptions.abort("this machine has no IPv6: " + e);
            }
            six.setDispatcher(new FakeService());
            try (StatusQueryClient client = StatusQueryClient.builder()
                    .endpoint("http://[0:0:0:0:0:0:0:1]:" + six.getPort())
                    .instanceId("post-cn-1")
                    .credentials(Credentials.of("testid", "testsecret"))
                    .build()) {
                assertTrue(client.queryClientStatus(ID).online());
            }
        }
    }
}
