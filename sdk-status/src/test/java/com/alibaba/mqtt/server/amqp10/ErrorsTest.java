package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server or a network says, in the user's words; and where a connection goes. */
@Timeout(120)
class ErrorsTest {
    private Peer peer;
    private final BlockingQueue<ServerException> lost = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        peer = new Peer();
    }

    @AfterEach
    void close() throws Exception {
        peer.close();
    }

    private Wire wire() throws ServerException {
        return new Amqp10WireProvider().open(peer.settings(), lost::add);
    }

    private static void assertNames(ServerException e, String code, String... texts) {
        assertEquals(code, e.getCode(), e.toString());
        for (String text : texts) {
            assertTrue(e.getMessage().contains(text), e.getMessage());
        }
    }

    private static ErrorCondition condition(String name, String text) {
        return new ErrorCondition(Symbol.valueOf(name), text);
    }

    @Test
    void aRefusalIsSaidInTheWordsOfTheUser() throws Exception {
        try (Wire wire = wire()) {
            peer.refusal = condition("amqp:not-found", "Source{address='STATUS.GID'}");
            assertNames(
                    assertThrows(ServerException.class, () -> wire.subscribe(Source.status("GID"), 8, new Taken())),
                    ErrorCode.SUBSCRIBE_REFUSED,
                    "group GID does not exist on instance mqtt-xxx");
            assertNames(
                    assertThrows(ServerException.class, () -> wire.subscribe(Source.topic("top"), 8, new Taken())),
                    ErrorCode.SUBSCRIBE_REFUSED,
                    "topic top does not exist on instance mqtt-xxx");
            peer.refusal = condition("amqp:unauthorized-access", "no");
            assertNames(
                    assertThrows(ServerException.class, () -> wire.subscribe(Source.status("GID"), 8, new Taken())),
                    ErrorCode.SUBSCRIBE_REFUSED,
                    "no permission for group GID");
            peer.refusal = null;
            wire.subscribe(Source.status("GID"), 8, new Taken());
        }
    }

    private void assertShowsNoSecret(ServerException e) {
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        assertFalse(all.toString().contains(peer.password), all.toString());
        assertFalse(all.toString().contains("very-secret"), all.toString());
        assertFalse(all.toString().contains("\nforged"), all.toString());
        assertTrue(all.toString().contains("\\nforged"), all.toString());
    }

    @Test
    void anEchoOfTheLoginIsHidden() throws Exception {
        try (Wire wire = wire()) {
            String echo = "bad " + peer.password + " or very-secret\nforged line";
            peer.refusal = condition("amqp:not-allowed", echo);
            assertShowsNoSecret(
                    assertThrows(ServerException.class, () -> wire.subscribe(Source.status("GID"), 8, new Taken())));
            peer.refusal = null;
            wire.subscribe(Source.status("GID"), 8, new Taken());
            peer.closeConnection("amqp:internal-error", echo);
            assertShowsNoSecret(Taken.next(lost));
        }
    }

    @Test
    void theNextAddressIsTriedWithinTheSameTime() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        InetAddress refusing = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        ChannelConfig config = peer.config();
        config.setDomain("my_broker");
        Amqp10WireProvider provider = new Amqp10WireProvider(name -> new InetAddress[] {refusing, here});
        try (Wire wire = provider.open(ConnectionSettings.of(config), lost::add)) {
            wire.subscribe(Source.status("GID"), 8, new Taken());
            assertEquals("my_broker", peer.hostName, "the server hears the name that was asked for");
        }
        assertNames(
                assertThrows(
                        ServerException.class,
                        () -> new Amqp10WireProvider(name -> new InetAddress[] {refusing, refusing})
                                .open(ConnectionSettings.of(config), lost::add)),
                ErrorCode.CONNECT_FAILED,
                "my_broker");
    }

    @Test
    void aNameWithoutAnAddressYetCanBeTriedAgain() throws Exception {
        boolean[] known = {false};
        Amqp10WireProvider provider = new Amqp10WireProvider(name -> {
            if (!known[0]) {
                throw new UnknownHostException(name);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        ServerException e = assertThrows(ServerException.class, () -> provider.open(peer.settings(), lost::add));
        assertNames(e, ErrorCode.UNKNOWN_HOST, "127.0.0.1");
        assertTrue(e.isRetryable());
        known[0] = true;
        provider.open(peer.settings(), lost::add).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a?amqp.traceFrames=true#", "a&jms.prefetchPolicy.all=1", "a%3Fb", "a b/\u00e9", "queue://a"})
    void aNameIsAnAddressAndNothingElse(String name) throws Exception {
        try (Wire wire = wire()) {
            wire.subscribe(Source.status(name), 8, new Taken());
            assertEquals("STATUS." + name, Taken.next(peer.addresses));
            wire.subscribe(Source.topic(name), 8, new Taken());
            assertEquals(name, Taken.next(peer.addresses));
        }
    }

    @Test
    void aLinkageErrorIsNoLostConnection() {
        ServerException e = new Amqp10Errors(new ConnectErrors(peer.settings()), 60)
                .lost(new RuntimeException(new NoClassDefFoundError("org/apache/qpid/proton/engine/Foo")));
        assertNames(e, ErrorCode.BAD_CONFIGURATION, "proton-j");
        assertFalse(e.isRetryable());
        assertNull(lost.peek());
    }
}
