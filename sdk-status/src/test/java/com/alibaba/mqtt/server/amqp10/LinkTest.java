package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.jms.JmsQueue;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConnectionId;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.meta.JmsConsumerId;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsSessionInfo;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.ProviderListener;
import org.apache.qpid.jms.provider.amqp.AmqpConnection;
import org.apache.qpid.jms.provider.amqp.AmqpSession;
import org.apache.qpid.proton.codec.CompositeReadableBuffer;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an endpoint that has what the test puts there. */
class LinkTest {
    private static final int MAX_BODY = 1_000;
    private static final int MAX = 1_100;
    private static final int CREDIT = 4;

    private final List<JmsInboundMessageDispatch> received = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private ReadableBuffer pending;
    private boolean partial;
    private boolean aborted;
    private int credit = CREDIT;
    private Exception failure;
    private final Delivery delivery = proxy(Delivery.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "isAborted" -> aborted;
        case "isPartial" -> partial;
        case "isReadable" -> false;
        case "pending" -> pending.remaining();
        case "settle" -> note("settle");
        default -> otherwise(method.getReturnType());
    });
    private final Receiver endpoint = proxy(Receiver.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "current" -> delivery;
        case "recv" -> take();
        case "advance" -> note("advance");
        case "getCredit" -> credit;
        case "flow" -> note("flow " + arguments[0]);
        default -> otherwise(method.getReturnType());
    });
    private Link link;

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(LinkTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Object note(String what) {
        done.add(what);
        return what.equals("advance") ? true : null;
    }

    private static Object otherwise(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : null;
    }

    private ReadableBuffer take() {
        ReadableBuffer all = pending;
        pending = buffer();
        return all;
    }

    private static ReadableBuffer buffer(byte[]... parts) {
        CompositeReadableBuffer buffer = new CompositeReadableBuffer();
        for (byte[] part : parts) {
            buffer.append(part);
        }
        return buffer;
    }

    @BeforeEach
    void attach() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(5672);
        config.setInstanceId("mqtt-xxx");
        config.setAccessKey("LTAI");
        config.setSecretKey("very-secret");
        ConnectionSettings settings = ConnectionSettings.of(config);
        Engine engine = new Engine(settings, new Line(settings, InetAddress.getLoopbackAddress(), 0, null));
        engine.setProviderListener(proxy(ProviderListener.class, (proxy, method, arguments) -> {
            if (failure != null) {
                throw failure;
            }
            received.add((JmsInboundMessageDispatch) arguments[0]);
            return null;
        }));
        JmsConnectionInfo info = new JmsConnectionInfo(new JmsConnectionId("ID:1"));
        JmsConsumerInfo consumer = new JmsConsumerInfo(new JmsConsumerId("ID:1", 1, 1), null);
        consumer.setDestination(new JmsQueue("STATUS.GID"));
        consumer.setPrefetchSize(CREDIT);
        AmqpSession session =
                new AmqpSession(new AmqpConnection(engine, info, null), new JmsSessionInfo(info, 1), null);
        link = new Link(session, consumer, endpoint, MAX_BODY, MAX);
    }

    /** A message with one data section of these bytes. */
    private static byte[] message(byte[] body) {
        byte[] message = new byte[body.length + 8];
        message[1] = 0x53;
        message[2] = 0x75;
        message[3] = (byte) 0xb0;
        message[6] = (byte) (body.length >> 8);
        message[7] = (byte) body.length;
        System.arraycopy(body, 0, message, 8, body.length);
        return message;
    }

    private void arrive(byte[]... parts) throws ProviderException {
        pending = buffer(parts);
        link.processDeliveryUpdates(null, delivery);
    }

    private static byte[] bodyOf(JmsInboundMessageDispatch envelope) throws Exception {
        return Amqp10Delivery.body(envelope.getMessage());
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int n = 0; n < size; n++) {
            bytes[n] = (byte) (n * 7);
        }
        return bytes;
    }

    @Test
    void aMessageInOneBuffer() throws Exception {
        arrive(message(bytes(300)));
        assertArrayEquals(bytes(300), bodyOf(received.get(0)));
        assertTrue(done.contains("advance"), done::toString);
        assertSame(delivery, received.get(0).getProviderHint());
        assertEquals(
                "STATUS.GID", received.get(0).getConsumerInfo().getDestination().getAddress());
    }

    /** However the frames cut it, in a section's head too. */
    @Test
    void aMessageOverSeveralBuffers() throws Exception {
        byte[] whole = message(bytes(300));
        for (int cut = 1; cut < whole.length; cut += 13) {
            byte[] first = java.util.Arrays.copyOf(whole, cut);
            byte[] second = java.util.Arrays.copyOfRange(whole, cut, Math.min(whole.length, cut + 50));
            byte[] third = java.util.Arrays.copyOfRange(whole, Math.min(whole.length, cut + 50), whole.length);
            arrive(third.length == 0 ? new byte[][] {first, second} : new byte[][] {first, second, third});
            assertArrayEquals(bytes(300), bodyOf(received.remove(0)), "cut at " + cut);
        }
    }

    @Test
    void aMessageThatIsNotThereYetIsNotTaken() throws Exception {
        partial = true;
        arrive(bytes(100));
        assertEquals(List.of(), received);
        partial = false;
        arrive(message(bytes(10)));
        assertArrayEquals(bytes(10), bodyOf(received.get(0)));
    }

    @Test
    void whatIsNoMessageIsUnreadable() throws Exception {
        arrive(new byte[] {0, 0x53, 0x75, (byte) 0xb0, 0x7f});
        arrive("HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
        arrive(message(bytes(10)));
        for (int n = 0; n < 2; n++) {
            Link.Unreadable unreadable = assertInstanceOf(Link.Unreadable.class, received.get(n));
            assertTrue(unreadable.why().startsWith("it is no AMQP message: "), unreadable.why());
        }
        assertArrayEquals(bytes(10), bodyOf(received.get(2)));
    }

    @Test
    void aBodyThatIsTooLargeIsUnreadable() throws Exception {
        arrive(message(bytes(MAX_BODY)));
        arrive(message(bytes(MAX_BODY + 1)));
        assertArrayEquals(bytes(MAX_BODY), bodyOf(received.get(0)));
        assertEquals(
                "it has 1001 bytes; maxMessageBytes is 1000",
                assertInstanceOf(Link.Unreadable.class, received.get(1)).why());
    }

    @Test
    void nothingIsKeptOfADeliveryThatIsTooLarge() throws Exception {
        partial = true;
        for (int n = 0; n < 5; n++) {
            arrive(bytes(1_200));
            assertEquals(0, pending.remaining());
        }
        partial = false;
        arrive(bytes(10));
        assertEquals(
                "it has 6010 bytes; maxMessageBytes is 1000",
                assertInstanceOf(Link.Unreadable.class, received.get(0)).why());
        arrive(message(bytes(10)));
        assertArrayEquals(bytes(10), bodyOf(received.get(1)));
    }

    @Test
    void anAbortedDeliveryGivesItsCreditBack() throws Exception {
        aborted = true;
        credit = 1;
        arrive(bytes(10));
        assertEquals(List.of(), received);
        assertEquals(List.of("settle", "flow 3"), done);
    }

    @Test
    void aServerThatSendsFarMoreThanItMayLosesTheConnection() throws Exception {
        credit = -CREDIT;
        arrive(message(bytes(1)));
        credit = -CREDIT - 1;
        assertThrows(ProviderException.class, () -> arrive(message(bytes(1))));
    }

    @Test
    void theNextDeliveryFollowsOneThatCannotBeHandedOver() {
        failure = new IllegalStateException("test");
        assertThrows(ProviderException.class, () -> arrive(message(bytes(1))));
        assertTrue(done.contains("advance"), done::toString);
    }

    @Test
    void headersOverSeveralBuffers() throws Exception {
        Map<String, String> headers = new HashMap<>();
        // application properties {"n": "v"}, then a body
        byte[] properties = {0, 0x53, 0x74, (byte) 0xc1, 7, 2, (byte) 0xa1, 1, 'n', (byte) 0xa1, 1, 'v'};
        byte[] body = message(bytes(3));
        for (int cut = 1; cut < properties.length; cut++) {
            arrive(
                    java.util.Arrays.copyOf(properties, cut),
                    java.util.Arrays.copyOfRange(properties, cut, properties.length),
                    body);
            headers.put("n", received.get(0).getMessage().getStringProperty("n"));
            assertEquals(Map.of("n", "v"), headers);
            assertArrayEquals(bytes(3), bodyOf(received.remove(0)));
        }
    }
}
