package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.alibaba.mqtt.server.network.Outcome;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConsumerId;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.Provider;
import org.apache.qpid.jms.provider.ProviderConstants.ACK_TYPE;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.exceptions.ProviderClosedException;
import org.apache.qpid.jms.provider.exceptions.ProviderFailedException;
import org.junit.jupiter.api.Test;

/** Against an engine that only notes what it is asked for. */
class SettlementTest {
    private final List<String> settled = new ArrayList<>();
    private final List<AsyncResult> results = new ArrayList<>();
    private final Provider engine = engine(null);

    /** @param refusal is thrown by an acknowledgement; null for none */
    private Provider engine(Exception refusal) {
        return (Provider) Proxy.newProxyInstance(
                SettlementTest.class.getClassLoader(), new Class<?>[] {Provider.class}, (proxy, method, arguments) -> {
                    assertEquals("acknowledge", method.getName());
                    assertEquals(JmsInboundMessageDispatch.class, method.getParameterTypes()[0]);
                    if (refusal != null) {
                        throw refusal;
                    }
                    JmsInboundMessageDispatch message = (JmsInboundMessageDispatch) arguments[0];
                    settled.add("first " + message.getProviderHint() + " " + arguments[1]);
                    results.add((AsyncResult) arguments[2]);
                    return null;
                });
    }

    /** The engine's end of a link. */
    private final AmqpConsumer consumer = new AmqpConsumer(null, info(), null) {
        @Override
        public void acknowledge(JmsInboundMessageDispatch message, ACK_TYPE type) {
            if (type == ACK_TYPE.RELEASED) {
                throw new IllegalStateException("test");
            }
            settled.add(message.getProviderHint() + " " + type);
        }
    };

    private static JmsConsumerInfo info() {
        return new JmsConsumerInfo(new JmsConsumerId("connection:1", 1, 1), null);
    }

    private JmsInboundMessageDispatch message(long number) {
        JmsInboundMessageDispatch message = new JmsInboundMessageDispatch(number);
        JmsConsumerId id = new JmsConsumerId("connection:1", 1, 1);
        id.setProviderHint(consumer);
        message.setConsumerId(id);
        message.setProviderHint(number);
        return message;
    }

    private List<Settlement> one(Outcome... outcomes) {
        List<Settlement> all = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            all.add(Settlement.of(message(all.size()), outcome));
        }
        return all;
    }

    @Test
    void theOthersAreSettledWhenTheFirstIsAndOnce() {
        List<Settlement> all = one(Outcome.REJECTED, Outcome.ACCEPTED, Outcome.RETRY);
        all.add(Settlement.parking(message(3)));
        Settlement.settleAll(engine, all);
        assertEquals(List.of("first 0 REJECTED"), settled);
        assertFalse(results.get(0).isComplete());
        results.get(0).onSuccess();
        results.get(0).onSuccess();
        assertEquals(List.of("first 0 REJECTED", "1 ACCEPTED", "2 MODIFIED_FAILED", "3 DELIVERED"), settled);
    }

    @Test
    void oneThatCannotBeSettledCostsItself() {
        Settlement.settleAll(engine, one(Outcome.ACCEPTED, Outcome.RELEASED, Outcome.ACCEPTED));
        results.get(0).onSuccess();
        assertEquals(List.of("first 0 ACCEPTED", "2 ACCEPTED"), settled);
    }

    @Test
    void theFirstThatCannotBeSettledCostsItself() {
        Settlement.settleAll(engine, one(Outcome.ACCEPTED, Outcome.ACCEPTED));
        results.get(0).onFailure(new ProviderException("test"));
        assertEquals(List.of("first 0 ACCEPTED", "1 ACCEPTED"), settled);
    }

    @Test
    void withoutAConnectionNothingIsSettled() {
        for (ProviderException gone :
                List.of(new ProviderClosedException("test"), new ProviderFailedException("test"))) {
            Settlement.settleAll(engine, one(Outcome.ACCEPTED, Outcome.ACCEPTED));
            results.remove(0).onFailure(gone);
        }
        assertEquals(List.of("first 0 ACCEPTED", "first 0 ACCEPTED"), settled);
        assertDoesNotThrow(
                () -> Settlement.settleAll(engine(new ProviderClosedException("test")), one(Outcome.ACCEPTED)));
        assertDoesNotThrow(() -> Settlement.settleAll(engine(new RejectedExecutionException()), one(Outcome.ACCEPTED)));
    }

    @Test
    void whatTheEngineHasNoRoomForIsToBeTriedAgain() {
        List<Settlement> sent = new ArrayList<>();
        List<Provider> engines = new ArrayList<>(List.of(engine(new IllegalStateException("no room")), engine));
        SettlementBatch<Settlement> batch = new SettlementBatch<>(settlements -> {
            Settlement.settleAll(engines.remove(0), settlements);
            sent.addAll(settlements);
        });
        one(Outcome.ACCEPTED, Outcome.ACCEPTED).forEach(batch::add);
        batch.flush();
        assertEquals(List.of(), sent);
        batch.flush();
        results.get(0).onSuccess();
        assertEquals(List.of("first 0 ACCEPTED", "1 ACCEPTED"), settled);
    }
}
