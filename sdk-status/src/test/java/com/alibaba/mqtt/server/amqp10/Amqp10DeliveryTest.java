package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alibaba.mqtt.server.network.Outcome;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Amqp10DeliveryTest {
    private final List<String> done = new ArrayList<>();

    private Amqp10Delivery delivery(Message message) {
        return new Amqp10Delivery(message) {
            @Override
            public String unreadable() {
                return null;
            }

            @Override
            public int failedBefore() {
                return 0;
            }

            @Override
            void takeOutOfCredit() {
                done.add("parked");
            }

            @Override
            void settleOnce(Outcome outcome) {
                done.add(outcome.name());
            }
        };
    }

    /** A message of this kind, each of whose methods throws. */
    private static <T extends Message> T failing(Class<T> kind, Exception failure) {
        return kind.cast(Proxy.newProxyInstance(
                Amqp10DeliveryTest.class.getClassLoader(), new Class<?>[] {kind}, (proxy, method, arguments) -> {
                    throw failure;
                }));
    }

    @Test
    void aBodyIsBytesOrText() throws Exception {
        byte[] bytes = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(bytes, delivery(Messages.received(bytes)).body());
        assertArrayEquals(bytes, delivery(Messages.text("{\"a\":\"ü\"}")).body());
        assertEquals(0, delivery(Messages.received(new byte[0])).body().length);
        assertEquals(0, delivery(Messages.text(null)).body().length);
        assertEquals(
                0,
                delivery(failing(MapMessage.class, new JMSException("no bytes")))
                        .body()
                        .length);
        assertEquals(0, delivery(null).body().length);
    }

    @Test
    void aBodyIsReadAsOftenAsOneLikes() throws Exception {
        byte[] bytes = {1, 2, 3};
        Amqp10Delivery delivery = delivery(Messages.received(bytes));
        assertArrayEquals(bytes, delivery.body());
        assertArrayEquals(bytes, delivery.body());
    }

    @ParameterizedTest
    @CsvSource({"ID:abc, abc", "ID:AMQP_NO_PREFIX:abc, abc", "abc, abc", "ID:, ''", ","})
    void anIdHasNoPrefixOfJms(String jms, String id) throws Exception {
        Message message = (Message) Proxy.newProxyInstance(
                Amqp10DeliveryTest.class.getClassLoader(),
                new Class<?>[] {Message.class},
                (proxy, method, arguments) -> {
                    assertEquals("getJMSMessageID", method.getName());
                    return jms;
                });
        assertEquals(id, delivery(message).messageId());
    }

    @Test
    void headersAreThoseThatHaveAText() throws Exception {
        Message message = Messages.received(new byte[0]);
        message.clearProperties();
        message.setStringProperty("firstTopic", "orders");
        message.setIntProperty("bornTime", 5);
        message.setObjectProperty("nothing", null);
        message.setStringProperty("mqtt5ContentType", "text/plain");
        message.setStringProperty("mqtt5MsgExpireInterval", "60");
        Amqp10Delivery delivery = delivery(message);
        Map<String, String> headers = delivery.headers();
        // JMS' own
        headers.remove("JMSXDeliveryCount");
        assertEquals(
                Map.of(
                        "firstTopic",
                        "orders",
                        "bornTime",
                        "5",
                        "mqtt5ContentType",
                        "text/plain",
                        "mqtt5MsgExpireInterval",
                        "60"),
                headers);
        assertEquals("text/plain", delivery.contentType());
        assertEquals("60", delivery.expiration());
        assertNull(delivery(Messages.received(new byte[0])).contentType());
    }

    @Test
    void namesThatAreNoTextAreLeftOut() {
        Message message = (Message) Proxy.newProxyInstance(
                Amqp10DeliveryTest.class.getClassLoader(),
                new Class<?>[] {Message.class},
                (proxy, method, arguments) -> method.getName().equals("getPropertyNames")
                        ? Collections.enumeration(List.of(7, "a"))
                        : "value of " + arguments[0]);
        assertEquals(Map.of("a", "value of a"), delivery(message).headers());
    }

    @Test
    void whatCannotBeReadIsNotThere() {
        for (Exception failure : List.of(new JMSException("broken"), new IllegalStateException("broken"))) {
            for (Class<? extends Message> kind : List.of(Message.class, BytesMessage.class, TextMessage.class)) {
                assertHoldsNothing(delivery(failing(kind, failure)));
            }
        }
        assertHoldsNothing(delivery(null));
    }

    private static void assertHoldsNothing(Amqp10Delivery delivery) {
        assertEquals(0, delivery.body().length);
        assertNull(delivery.messageId());
        assertEquals(Map.of(), delivery.headers());
        assertNull(delivery.contentType());
        assertNull(delivery.expiration());
    }

    @Test
    void theFirstOutcomeCounts() {
        Amqp10Delivery delivery = delivery(null);
        delivery.settle(Outcome.RETRY);
        delivery.settle(Outcome.ACCEPTED);
        delivery.park();
        assertEquals(List.of("RETRY"), done);
    }

    @Test
    void oneThatIsParkedIsStillToBeSettled() {
        Amqp10Delivery delivery = delivery(null);
        delivery.park();
        delivery.settle(Outcome.RELEASED);
        assertEquals(List.of("parked", "RELEASED"), done);
    }
}
