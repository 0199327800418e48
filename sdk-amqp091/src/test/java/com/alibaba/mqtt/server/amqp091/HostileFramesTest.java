package com.alibaba.mqtt.server.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that break the protocol, or the library: a message costs only itself, anything else one clear error. */
@Timeout(30)
class HostileFramesTest {
    private static final byte[] NO_PROPERTIES = {0, 0};
    private static final int MAX_BYTES = 65_536;

    private final BlockingQueue<ServerException> losses = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    private ScriptedServer server;
    private Wire wire;

    @BeforeEach
    void subscribe() throws IOException {
        server = new ScriptedServer();
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(server.port());
        config.setInstanceId("instance");
        config.setAccessKey("testid");
        config.setSecretKey("testsecret");
        config.setShutdownTimeout(500);
        wire = new Amqp091WireProvider().open(ConnectionSettings.of(config, MAX_BYTES), losses::add);
        wire.subscribe(Source.status("GID_a"), 100, new Receiver() {
            @Override
            public void receive(Delivery delivery) {
                received.add(delivery);
            }

            @Override
            public void endOfBurst(boolean mayStay) {}
        });
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        server.close();
    }

    private Delivery next() throws InterruptedException {
        Delivery delivery = received.poll(10, TimeUnit.SECONDS);
        assertNotNull(delivery, () -> "nothing came, lost by " + losses);
        return delivery;
    }

    /** The bad one is rejected by its own tag, and the next comes as if nothing had been. */
    private void assertCostsOnlyItself(String why) throws Exception {
        Delivery bad = next();
        assertTrue(bad.unreadable() != null && bad.unreadable().contains(why), bad.unreadable());
        assertEquals(0, bad.body().length);
        bad.settle(Outcome.REJECTED);
        assertEquals("reject 1 requeue=0", server.next("reject"));
        server.deliver(1, 2, "good");
        Delivery good = next();
        assertNull(good.unreadable());
        assertEquals("good", new String(good.body(), StandardCharsets.UTF_8));
        assertNull(losses.peek());
    }

    /** Flags for a table of headers, then the table. */
    private static byte[] headers(byte[] table) {
        return ByteBuffer.allocate(6 + table.length)
                .putShort((short) (1 << 13))
                .putInt(table.length)
                .put(table)
                .array();
    }

    /** A table in a table, this often. */
    static byte[] nested(int depth, char type) {
        byte[] inner = {};
        for (int n = 0; n < depth; n++) {
            ByteBuffer outer = ByteBuffer.allocate(inner.length + 7);
            if (type == 'F' || n == depth - 1) {
                outer.put((byte) 1).put((byte) 'n');
            }
            outer.put((byte) type).putInt(inner.length).put(inner).flip();
            inner = new byte[outer.remaining()];
            outer.get(inner);
        }
        return inner;
    }

    @ParameterizedTest
    @CsvSource({"40, F", "5000, F", "40, A", "5000, A"})
    void tablesThatAreNestedTooDeep(int depth, char type) throws Exception {
        server.deliver(1, 1, headers(nested(depth, type)), 3, new byte[] {1, 2}, new byte[] {3});
        assertCostsOnlyItself("deeper than 32");
    }

    @ParameterizedTest
    @ValueSource(chars = {'F', 'A'})
    void tablesAsDeepAsTheLibraryBears(char type) throws Exception {
        server.deliver(1, 1, headers(nested(32, type)), 1, new byte[] {1});
        assertNull(next().unreadable());
    }

    @ParameterizedTest
    @CsvSource({
        // an unknown type of a field, a length that lies, a name that goes too far, unknown flags, no flags, nothing
        "2000000000030161 5a, unknown type",
        "2000000000070161 53 7fffffff, too early",
        "2000000000070161 53 ffffffff, too early",
        "200000000002ff61, too early",
        "80007f61, too early",
        "0001, unknown flags",
        "00, too early",
        "'', too early"
    })
    void aContentHeaderThatCannotBeRead(String properties, String why) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(properties.replace(" ", ""));
        server.deliver(1, 1, bytes, 3, new byte[] {1, 2, 3});
        assertCostsOnlyItself(why);
    }

    @ParameterizedTest
    @ValueSource(longs = {MAX_BYTES + 1, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aBodyThatIsTooLarge(long announced) throws Exception {
        byte[] part = new byte[60_000];
        server.deliver(1, 1, NO_PROPERTIES, announced, part, part, part);
        assertCostsOnlyItself("maxMessageBytes");
    }

    @Test
    void aBodyThatIsAsLargeAsItMayBe() throws Exception {
        server.deliver(1, 1, NO_PROPERTIES, MAX_BYTES, new byte[MAX_BYTES - 1], new byte[1]);
        assertEquals(MAX_BYTES, next().body().length);
    }

    @Test
    void aBodyThatIsLongerThanAnnounced() throws Exception {
        server.deliver(1, 1, NO_PROPERTIES, 2, new byte[] {1, 2, 3}, new byte[] {4});
        server.deliver(1, 2, "good");
        assertEquals(2, next().body().length);
        assertEquals("good", new String(next().body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        // too large, negative, a wrong end, an unknown type, an unknown method, a header that belongs to no delivery,
        // a body that never came before the next method
        "01 0001 7fffffff, more than the agreed",
        "01 0001 ffffffff, more than the agreed",
        "01 0001 00020000, more than the agreed",
        "01 0001 00000004 003c0050 00, without its end",
        "09 0001 00000000 ce, unknown type 9",
        "01 0001 00000004 00630063 ce, breaks AMQP 0-9-1",
        "02 0001 0000000e 003c000000000000000000010000 ce, breaks AMQP 0-9-1",
        "01 0001 00000002 003c ce, ''"
    })
    void whatIsNoMessageIsOneClearError(String frame, String words) throws Exception {
        server.raw(HexFormat.of().parseHex(frame.replace(" ", "")));
        ServerException loss = losses.poll(10, TimeUnit.SECONDS);
        assertNotNull(loss);
        assertEquals(ErrorCode.CONNECTION_LOST, loss.getCode());
        assertTrue(loss.getMessage().contains(words), loss.getMessage());
        assertNull(losses.poll(50, TimeUnit.MILLISECONDS));
    }

    /** Whatever our check lets pass the library can read. */
    @Test
    void randomHeadersCostOnlyThemselves() throws Exception {
        Random random = new Random(7);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int tag = 1; tag <= 2_000; tag++) {
            byte[] properties = random.nextBoolean() ? headers(nested(1 + random.nextInt(3), 'F')) : new byte[24];
            if (properties.length == 24) {
                random.nextBytes(properties);
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                properties[random.nextInt(properties.length)] =
                        (byte) "FAStIDTlxVbdfs\0\1\2\3".charAt(random.nextInt(18));
            }
            server.deliver(1, tag, properties, 1, new byte[] {7});
            Delivery delivery = next();
            seen.write(delivery.unreadable() == null ? 1 : 0);
            delivery.settle(delivery.unreadable() == null ? Outcome.ACCEPTED : Outcome.REJECTED);
        }
        assertTrue(seen.toString(StandardCharsets.ISO_8859_1).contains("\0"));
        assertTrue(seen.toString(StandardCharsets.ISO_8859_1).contains("\1"));
        assertNull(losses.peek());
    }
}
