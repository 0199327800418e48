package com.alibaba.mqtt.server.amqp091;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.network.Outcome;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class Amqp091DeliveryTest {
    private String called;
    private Throwable failure;

    private final Channel channel = (Channel) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, args) -> {
                called = method.getName() + Arrays.toString(args);
                if (failure != null) {
                    throw failure;
                }
                return null;
            });

    private final Unsettled unsettled = new Unsettled(channel, () -> {}, 100);

    private Amqp091Delivery delivery(boolean redelivered, Map<String, Object> headers) {
        return new Amqp091Delivery(
                unsettled,
                new Envelope(5, redelivered, "", "q"),
                new AMQP.BasicProperties.Builder().headers(headers).build(),
                new byte[] {1});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACCEPTED|basicAck[5, true]",
                "RETRY|basicNack[5, false, true]",
                "REJECTED|basicReject[5, false]",
                "RELEASED|basicNack[5, false, true]"
            })
    void eachOutcomeHasItsMethod(Outcome outcome, String method) {
        settle(outcome);
        assertEquals(method, called);
    }

    @Test
    void whileStoppingWhatWasNotTriedIsLeftToTheEndOfTheChannel() {
        unsettled.stop();
        settle(Outcome.RELEASED);
        assertNull(called);
        settle(Outcome.RETRY);
        assertEquals("basicNack[5, false, true]", called);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void settlingNeverThrows(Outcome outcome) {
        for (Throwable each : List.of(
                new IOException("gone"),
                new AlreadyClosedException(new ShutdownSignalException(true, false, null, null)))) {
            failure = each;
            settle(outcome);
        }
    }

    private void settle(Outcome outcome) {
        Amqp091Delivery delivery = delivery(false, null);
        assertTrue(unsettled.add(delivery));
        delivery.settle(outcome);
        unsettled.flush();
    }

    @Test
    void onlyTextHeadersAreShown() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("long", LongStringHelper.asLongString("ü1"));
        headers.put("text", "2");
        headers.put("number", 3);
        headers.put("bytes", new byte[] {4});
        headers.put("table", Map.of("a", "b"));
        headers.put("nothing", null);
        assertEquals(Map.of("long", "ü1", "text", "2"), delivery(false, headers).headers());
        assertEquals(Map.of(), delivery(false, null).headers());
    }

    @Test
    void failuresAreCountedAsFarAsTheServerCounts() {
        assertEquals(0, delivery(false, null).failedBefore());
        assertEquals(1, delivery(true, null).failedBefore());
        assertEquals(4, delivery(true, Map.of("x-delivery-count", 4L)).failedBefore());
        assertEquals(0, delivery(false, Map.of("x-delivery-count", 0)).failedBefore());
        assertEquals(1, delivery(true, Map.of("x-delivery-count", "?")).failedBefore());
    }

    @Test
    void propertiesAreThoseOfTheMessage() {
        Amqp091Delivery full = new Amqp091Delivery(
                unsettled,
                new Envelope(1, false, "", "q"),
                new AMQP.BasicProperties.Builder()
                        .messageId("id")
                        .contentType("text/plain")
                        .expiration("60")
                        .build(),
                new byte[] {7, 8});
        assertEquals("id", full.messageId());
        assertEquals("text/plain", full.contentType());
        assertEquals("60", full.expiration());
        assertArrayEquals(new byte[] {7, 8}, full.body());
        assertNull(delivery(false, null).messageId());
        assertNull(delivery(false, null).contentType());
        assertNull(delivery(false, null).expiration());
    }
}
