package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.model.StringPair;
import com.alibaba.mqtt.server.network.Outgoing;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.qpid.jms.JmsQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a session that only notes what is sent. */
class Amqp10SenderTest {
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.UTF_8);

    private final List<BytesMessage> sent = new ArrayList<>();
    private final List<CompletionListener> listeners = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private int deliveryMode;
    private JMSException refusal;
    private Amqp10Sender sender;

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(Amqp10SenderTest.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @BeforeEach
    void attach() throws JMSException {
        MessageProducer producer = proxy(MessageProducer.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "setDeliveryMode" -> deliveryMode = (int) arguments[0];
                case "send" -> {
                    if (refusal != null) {
                        throw refusal;
                    }
                    sent.add((BytesMessage) arguments[0]);
                    listeners.add((CompletionListener) arguments[1]);
                }
                default -> throw new AssertionError(method);
            }
            return null;
        });
        Session session = proxy(Session.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "createQueue" -> new JmsQueue((String) arguments[0]);
            case "createProducer" -> {
                targets.add(((JmsQueue) arguments[0]).getQueueName());
                yield producer;
            }
            case "createBytesMessage" -> Messages.bytes();
            default -> throw new AssertionError(method);
        });
        sender = new Amqp10Sender(session, e -> new ServerException(ErrorCode.SEND_REFUSED, "no", false, e));
    }

    private static Outgoing outgoing(String expiry, String contentType, List<StringPair> properties) {
        return new Outgoing("id-1", "orders/down", PAYLOAD, expiry, contentType, properties);
    }

    @Test
    void theTargetIsTheOneOfTheContract() {
        assertEquals(List.of("mqtt.publish"), targets);
        assertEquals(DeliveryMode.NON_PERSISTENT, deliveryMode);
    }

    @Test
    void allOfAMessageIsSent() throws JMSException {
        CompletableFuture<Void> confirmed =
                sender.send(outgoing("60", "text/plain", List.of(new StringPair("colour", "red"))));
        BytesMessage message = sent.get(0);
        assertEquals("orders/down", message.getJMSType());
        assertEquals("id-1", message.getStringProperty("messageId"));
        assertEquals("text/plain", message.getStringProperty("mqtt5ContentType"));
        assertEquals("60", message.getStringProperty("mqtt5MsgExpireInterval"));
        assertEquals("[{\"key\":\"colour\",\"value\":\"red\"}]", message.getStringProperty("mqtt5UserProperty"));
        message.reset();
        byte[] body = new byte[(int) message.getBodyLength()];
        message.readBytes(body);
        assertArrayEquals(PAYLOAD, body);
        assertFalse(confirmed.isDone());
        listeners.get(0).onCompletion(message);
        assertNull(confirmed.join());
    }

    @Test
    void whatIsNotGivenIsNotSent() throws JMSException {
        CompletableFuture<Void> unused = sender.send(outgoing(null, null, List.of()));
        BytesMessage message = sent.get(0);
        assertFalse(message.propertyExists("mqtt5ContentType"));
        assertFalse(message.propertyExists("mqtt5MsgExpireInterval"));
        assertFalse(message.propertyExists("mqtt5UserProperty"));
    }

    @Test
    void aRefusalIsTheFailureOfItsSend() throws JMSException {
        CompletableFuture<Void> first = sender.send(outgoing(null, null, List.of()));
        CompletableFuture<Void> second = sender.send(outgoing(null, null, List.of()));
        JMSException why = new JMSException("no such topic");
        listeners.get(1).onException(sent.get(1), why);
        assertFalse(first.isDone());
        CompletionException failed = assertThrows(CompletionException.class, second::join);
        assertTrue(failed.getCause() instanceof ServerException);
        assertSame(why, failed.getCause().getCause());
    }

    @Test
    void aSendThatIsNotTakenThrows() {
        refusal = new JMSException("closed");
        assertSame(refusal, assertThrows(JMSException.class, () -> sender.send(outgoing(null, null, List.of()))));
    }
}
