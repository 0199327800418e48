package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import dev.mqttstatus.testing.Sneaky;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a message is made of costs that message only. */
@Timeout(120)
class HostileMessagesTest {
    private static final byte[] GOOD = message(0x75, bytes(0xa0, 2, 'o', 'k'));
    private static final int CREDIT = 8;
    private static final int DEEP = 5_000;

    private Peer peer;
    private Wire wire;
    private final Taken taken = new Taken();
    private final BlockingQueue<ServerException> lost = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        peer = new Peer();
        wire = new Amqp10WireProvider().open(peer.settings(), lost::add);
    }

    @AfterEach
    void close() throws Exception {
        wire.close();
        peer.close();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int n = 0; n < values.length; n++) {
            bytes[n] = (byte) values[n];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] number(int value) {
        return bytes(value >>> 24, value >>> 16, value >>> 8, value);
    }

    /** A section, as the message or a part of one. */
    private static byte[] message(int section, byte[] value) {
        return join(bytes(0, 0x53, section), value);
    }

    private static byte[] nested(IntFunction<byte[]> head, byte[] core) {
        List<byte[]> heads = new ArrayList<>();
        int inside = core.length;
        for (int n = 0; n < DEEP; n++) {
            byte[] next = head.apply(inside);
            heads.add(0, next);
            inside += next.length;
        }
        heads.add(core);
        return join(heads.toArray(byte[][]::new));
    }

    private static List<byte[]> deepValues() {
        return List.of(
                // a list of one list
                nested(inside -> join(bytes(0xd0), number(inside + 4), number(1)), bytes(0x40)),
                // a map with a map as its value
                nested(inside -> join(bytes(0xd1), number(inside + 6), number(2), bytes(0x54, 1)), bytes(0x40)),
                // a map with a map as its key
                nested(inside -> join(bytes(0xd1), number(inside + 4), number(2)), bytes(0x40, 0x40)),
                // described by what is described
                nested(inside -> bytes(0), bytes(0x40, 0x40)),
                // a described value that is a described value
                nested(inside -> bytes(0, 0x54, 1), bytes(0x40)),
                // an array of arrays
                nested(inside -> join(bytes(0xf0), number(inside + 4), number(1)), bytes(0x40)));
    }

    private static byte[] mapOfOne(byte[] key, byte[] value) {
        return join(bytes(0xd1), number(4 + key.length + value.length), number(2), key, value);
    }

    @Test
    void nestingCostsTheMessageThatIsNested() throws Exception {
        List<byte[]> messages = new ArrayList<>();
        byte[] name = bytes(0xa1, 1, 'n');
        byte[] symbol = bytes(0xa3, 1, 'n');
        byte[] ok = message(0x75, bytes(0xa0, 2, 'o', 'k'));
        for (byte[] deep : deepValues()) {
            messages.add(message(0x77, deep));
            messages.add(message(0x76, deep));
            messages.add(join(message(0x74, mapOfOne(name, deep)), ok));
            messages.add(join(message(0x72, mapOfOne(symbol, deep)), ok));
            messages.add(join(message(0x71, mapOfOne(symbol, deep)), ok));
            messages.add(join(ok, message(0x78, mapOfOne(symbol, deep))));
            messages.add(join(message(0x73, deep), ok));
            messages.add(join(message(0x70, deep), ok));
            messages.add(deep);
        }
        assertEachCostsItself(messages);
    }

    @Test
    void whatIsNoMessageCostsItself() throws Exception {
        List<byte[]> messages = new ArrayList<>(List.of(
                bytes(0x40),
                bytes(0),
                bytes(0, 0x53),
                bytes(0xff, 0xff, 0xff),
                message(0x75, bytes(0xb0, 0x7f, 0xff, 0xff, 0xff, 1)),
                message(0x77, bytes(0xd0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
                message(0x74, bytes(0xd1, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xfe)),
                message(0x77, bytes(0xf0, 0, 0, 0, 8, 0x7f, 0xff, 0xff, 0xff, 0x40))));
        for (int length = 1; length < GOOD.length; length++) {
            messages.add(Arrays.copyOf(GOOD, length));
        }
        assertEachCostsItself(messages);
    }

    private void assertEachCostsItself(List<byte[]> messages) throws Exception {
        wire.subscribe(Source.status("GID"), CREDIT, taken);
        for (byte[] message : messages) {
            peer.deliver(message);
            peer.deliver(GOOD);
            Delivery bad = taken.next();
            String what = HexFormat.of().formatHex(message, 0, Math.min(20, message.length));
            assertTrue(
                    bad.unreadable() != null
                            || bad.body().length == 0
                            || bad.headers().isEmpty(),
                    what);
            assertNotNull(bad.headers(), what);
            assertNull(bad.contentType(), what);
            bad.settle(Outcome.REJECTED);
            Delivery good = taken.next();
            assertNull(good.unreadable(), what);
            assertArrayEquals(bytes('o', 'k'), good.body(), what);
            good.settle(Outcome.ACCEPTED);
            wire.flush();
            assertInstanceOf(Rejected.class, Taken.next(peer.outcomes), what);
            assertInstanceOf(Accepted.class, Taken.next(peer.outcomes), what);
        }
        assertNull(lost.peek());
    }

    @Test
    void aMessageThatIsTooLargeIsNotKept() throws Exception {
        wire.subscribe(Source.status("GID"), CREDIT, taken);
        int max = peer.settings().maxMessageBytes();
        for (int size : new int[] {max + 1, 3 << 20, 3 << 20, 3 << 20}) {
            peer.deliver(message(0x75, join(bytes(0xb0), number(size), new byte[size])));
        }
        peer.deliver(message(0x75, join(bytes(0xb0), number(max), new byte[max])));
        for (int n = 0; n < 4; n++) {
            Delivery large = taken.next();
            assertTrue(large.unreadable().contains("maxMessageBytes is " + max), large.unreadable());
            assertEquals(0, large.body().length);
            large.settle(Outcome.REJECTED);
        }
        Delivery good = taken.next();
        assertEquals(max, good.body().length);
        assertNull(good.unreadable());
        assertTrue(peer.maxMessageSize > max, "the server is informed");
        assertTrue(peer.maxMessageSize < 2L * max, "the server is informed");
    }

    @Test
    void aDeliveryWithoutEndIsNotKept() throws Exception {
        wire.subscribe(Source.status("GID"), CREDIT, taken);
        byte[] part = new byte[1 << 20];
        int parts = 400;
        peer.run(to -> peer.begin(to));
        for (int n = 0; n < parts; n++) {
            peer.run(to -> to.send(part, 0, part.length));
        }
        peer.run(to -> to.advance());
        peer.deliver(GOOD);
        Delivery large = taken.next();
        assertTrue(large.unreadable().contains("it has " + parts * (long) part.length), large.unreadable());
        assertNull(taken.next().unreadable());
        assertNull(lost.peek());
    }

    @Test
    void anAbortedDeliveryIsForgotten() throws Exception {
        wire.subscribe(Source.status("GID"), CREDIT, taken);
        int aborted = 3 * CREDIT;
        for (int n = 0; n < aborted; n++) {
            byte[] begun = transfer(n, true, false, new byte[100_000]);
            byte[] ended = transfer(n, false, true, new byte[0]);
            peer.run(to -> peer.raw(join(begun, ended)));
        }
        peer.run(to -> peer.raw(transfer(aborted, false, false, GOOD)));
        Delivery good = taken.next();
        assertNull(good.unreadable());
        assertArrayEquals(bytes('o', 'k'), good.body());
    }

    /** A frame, as the library of the server cannot send aborted deliveries. */
    private static byte[] transfer(int id, boolean more, boolean aborted, byte[] payload) {
        int yes = 0x41;
        int no = 0x42;
        byte[] fields =
                bytes(0x43, 0x52, id, 0xa0, 1, id, 0x43, no, more ? yes : no, 0x40, 0x40, no, aborted ? yes : no);
        byte[] performative = join(bytes(0, 0x53, 0x14, 0xc0, fields.length + 1, 10), fields);
        int secondSession = 1;
        return join(
                number(8 + performative.length + payload.length), bytes(2, 0, 0, secondSession), performative, payload);
    }

    @Test
    void whateverAReceiverThrowsTheNextIsHeard() throws Exception {
        List<Throwable> thrown = List.of(
                new IllegalStateException(),
                new Exception("checked"),
                new AssertionError(),
                new StackOverflowError(),
                new OutOfMemoryError("test"),
                new NoClassDefFoundError(),
                new ThreadDeath());
        List<Throwable> left = new ArrayList<>(thrown);
        wire.subscribe(Source.status("GID"), CREDIT, new Receiver() {
            @Override
            public void receive(Delivery delivery) {
                if (!left.isEmpty()) {
                    Sneaky.throwAny(left.remove(0));
                }
                taken.receive(delivery);
            }

            @Override
            public void endOfBurst(boolean mayStay) {
                throw new AssertionError();
            }
        });
        for (int n = 0; n < thrown.size() + 1; n++) {
            peer.deliver(GOOD);
        }
        taken.next().settle(Outcome.ACCEPTED);
        wire.flush();
        for (int n = 0; n < thrown.size(); n++) {
            assertInstanceOf(Modified.class, Taken.next(peer.outcomes));
        }
        assertInstanceOf(Accepted.class, Taken.next(peer.outcomes));
        assertNull(lost.peek());
    }
}
