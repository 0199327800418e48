package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Map;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.VirtualHostAlias;
import org.apache.qpid.server.model.port.AmqpPortImpl;

/** A port that backends connect to. AMQP 1.0 clients name any host they like, and get to the one virtual host. */
@ManagedObject(category = false, type = BackendPort.TYPE)
class BackendPort extends AmqpPortImpl {
    static final String TYPE = "mqtt-backend";

    /** Called by Broker-J. */
    BackendPort(Map<String, Object> attributes, Container<?> container) {
        super(attributes, container);
    }

    @Override
    protected void onCreate() {
        // in place of Broker-J's three aliases
        AmqpBroker.create(
                this,
                VirtualHostAlias.class,
                Map.of(
                        "name",
                        "any",
                        "type",
                        "patternMatchingAlias",
                        "pattern",
                        ".*",
                        "virtualHostNode",
                        AmqpBroker.VIRTUAL_HOST));
    }
}
