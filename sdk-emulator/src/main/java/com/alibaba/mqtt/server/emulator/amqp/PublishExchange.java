package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.mqtt.Downlink;
import java.util.Map;
import org.apache.qpid.server.exchange.AbstractExchange;
import org.apache.qpid.server.message.InstanceProperties;
import org.apache.qpid.server.message.RoutingResult;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.store.StorableMessageMetaData;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/**
 * Where backends publish to: AMQP 1.0 to the target {@code mqtt.publish} with the topic as subject, AMQP 0-9-1 to an
 * exchange named as the topic, which {@link Channel091} leads here. It routes to the devices and never to a queue.
 */
@ManagedObject(category = false, type = PublishExchange.TYPE)
class PublishExchange extends AbstractExchange<PublishExchange> {
    static final String TYPE = "mqtt-publish";
    static final String NAME = "mqtt.publish";

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile Downlink downlink;

    @SuppressWarnings("NullAway.Init") // use() sets it
    private volatile RefusalLog log;

    /** Called by Broker-J. */
    PublishExchange(Map<String, Object> attributes, QueueManagingVirtualHost<?> virtualHost) {
        super(attributes, virtualHost);
    }

    /** To be called once, before the first port is opened: Broker-J creates this object and has no way to hand it over. */
    void use(Downlink devices, RefusalLog refusalLog) {
        downlink = devices;
        log = refusalLog;
    }

    @Override
    public <M extends ServerMessage<? extends StorableMessageMetaData>> RoutingResult<M> route(
            M message, String routingAddress, InstanceProperties properties) {
        return new Publication<>(message, routingAddress, downlink, log);
    }

    @Override
    protected <M extends ServerMessage<? extends StorableMessageMetaData>> void doRoute(
            M message, String routingAddress, InstanceProperties properties, RoutingResult<M> result) {
        throw new UnsupportedOperationException("no message is routed to a queue");
    }

    @Override
    protected void onBind(BindingIdentifier binding, Map<String, Object> arguments) {
        throw new UnsupportedOperationException("no queue can be bound");
    }

    @Override
    protected void onBindingUpdated(BindingIdentifier binding, Map<String, Object> arguments) {
        throw new UnsupportedOperationException("no queue can be bound");
    }

    @Override
    protected void onUnbind(BindingIdentifier binding) {
        throw new UnsupportedOperationException("no queue can be bound");
    }
}
