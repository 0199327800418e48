package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.qpid.server.message.MessageInstance;
import org.apache.qpid.server.protocol.ErrorCodes;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.protocol.v0_8.AMQShortString;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.jspecify.annotations.Nullable;

/**
 * What a backend may do on an AMQP 0-9-1 channel, in the terms of the cloud service: to consume {@code STATUS} with the
 * argument {@code GROUP_ID}, or a parent topic; to settle; to publish to an exchange that is an MQTT topic. All else
 * closes the channel.
 *
 * <p>A message that is given back (requeue true) has failed once more; after the last allowed time it goes to the dead
 * letters. A message that is refused (requeue false) goes there immediately, or is given back, as the emulator was told.
 */
final class Channel091 {
    /** Name of the context variable of Broker-J that says whether requeue false creates a dead letter immediately. */
    static final String NACK_DROPS = "mqtt.nackDrops";

    private static final String STATUS = "STATUS";
    private static final Set<String> PASSED = Set.of(
            "receiveBasicQos",
            "receiveBasicCancel",
            "receiveConfirmSelect",
            "receiveChannelFlow",
            "receiveChannelFlowOk",
            "receiveChannelClose",
            "receiveChannelCloseOk",
            "receiveMessageHeader",
            "receiveMessageContent",
            "ignoreAllButCloseOk");

    private final Connection091 connection;
    private final AMQChannel channel;
    private final boolean nackDrops;
    private final ServerChannelMethodProcessor processor;
    private final ConcurrentSkipListMap<Long, MessageInstance> unsettled = new ConcurrentSkipListMap<>();

    Channel091(Connection091 connection, AMQChannel channel) {
        this.connection = connection;
        this.channel = channel;
        nackDrops = connection.getContextValue(Boolean.class, NACK_DROPS);
        processor = (ServerChannelMethodProcessor) Proxy.newProxyInstance(
                Channel091.class.getClassLoader(),
                new Class<?>[] {ServerChannelMethodProcessor.class},
                (proxy, method, arguments) -> received(method, arguments));
    }

    /** What carries out the client's methods. */
    ServerChannelMethodProcessor processor() {
        return processor;
    }

    /** Called before each delivery, in the thread that makes it. */
    void delivering(AMQMessage message, long tag) {
        MessageInstance instance = BackendQueue.lastSeen();
        int failed = 0;
        // a consumer without acknowledgements has removed it already
        if (instance != null && instance.isAcquired() && isOf(instance, message)) {
            unsettled.put(tag, instance);
            failed = instance.getDeliveryCount();
        }
        Delivery091.complete(message, failed);
    }

    private static boolean isOf(MessageInstance instance, AMQMessage converted) {
        return instance.getMessage().getMessageNumber() == converted.getMessageNumber();
    }

    private @Nullable Object received(Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "receiveBasicConsume" -> consume(method, arguments);
            case "receiveBasicPublish" -> {
                // the exchange is the topic; the real one keeps it as routing key
                arguments[1] = arguments[0];
                arguments[0] = AMQShortString.valueOf(PublishExchange.NAME);
                return pass(method, arguments);
            }
            case "receiveBasicAck" -> {
                tags((Long) arguments[0], (Boolean) arguments[1]).forEach(unsettled::remove);
                return pass(method, arguments);
            }
            case "receiveBasicNack" -> fail(tags((Long) arguments[0], (Boolean) arguments[1]), (Boolean) arguments[2]);
            case "receiveBasicReject" -> fail(tags((Long) arguments[0], false), (Boolean) arguments[1]);
            default -> {
                if (PASSED.contains(method.getName())) {
                    return pass(method, arguments);
                }
                String name = method.getName().replace("receive", "");
                close(ErrorCodes.NOT_IMPLEMENTED, "the emulator has no " + name);
            }
        }
        return null;
    }

    private void consume(Method method, Object[] arguments) throws Throwable {
        String queue = AMQShortString.toString((AMQShortString) arguments[0]);
        FieldTable table = (FieldTable) arguments[6];
        if (STATUS.equals(queue)) {
            Object group = table == null ? null : table.get("GROUP_ID");
            if (group == null || group.toString().isEmpty()) {
                close(ErrorCodes.ACCESS_REFUSED, "to consume STATUS takes the argument GROUP_ID");
                return;
            }
            queue = STATUS + "." + group;
            if (connection.getAddressSpace().getAttainedMessageSource(queue) == null) {
                close(ErrorCodes.NOT_FOUND, "group " + group + " does not exist");
                return;
            }
        } else if (!Topics.isName(queue)
                || !(connection.getAddressSpace().getAttainedMessageSource(queue) instanceof BackendQueue)) {
            close(ErrorCodes.NOT_FOUND, "queue " + queue + " is neither STATUS nor a parent topic");
            return;
        }
        arguments[0] = AMQShortString.valueOf(queue);
        // Broker-J knows arguments that lead to other queues
        arguments[6] = FieldTable.convertToFieldTable(Map.of());
        pass(method, arguments);
    }

    private Collection<Long> tags(long tag, boolean multiple) {
        if (!multiple) {
            return List.of(tag);
        }
        return List.copyOf(
                tag == 0 ? unsettled.keySet() : unsettled.headMap(tag, true).keySet());
    }

    private void fail(Collection<Long> tags, boolean requeue) {
        for (long tag : tags) {
            fail(tag, unsettled.remove(tag), requeue || !nackDrops);
        }
    }

    /** @param instance null if it is not known; then the delivery is not counted */
    private void fail(long tag, @Nullable MessageInstance instance, boolean again) {
        Settling.RETURNED.during(() -> {
            if (again && (instance == null || instance.getDeliveryCount() < instance.getMaximumDeliveryCount())) {
                if (instance != null) {
                    // for Broker-J a message that is given back was not delivered
                    instance.incrementDeliveryCount();
                }
                channel.receiveBasicReject(tag, true);
            } else {
                Settling last = again ? Settling.EXHAUSTED : Settling.REJECTED;
                last.during(() -> channel.receiveBasicReject(tag, false));
            }
        });
    }

    private void close(int code, String text) {
        connection.closeChannelAndWriteFrame(channel, code, text);
    }

    private @Nullable Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(channel, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
