package com.alibaba.mqtt.server.emulator;

import java.util.Map;
import org.apache.qpid.server.message.MessageSource;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.security.auth.AuthenticatedPrincipal;
import org.apache.qpid.server.store.MemoryMessageStore;
import org.apache.qpid.server.store.MessageStore;
import org.apache.qpid.server.virtualhost.memory.MemoryVirtualHost;

/**
 * A virtual host that takes durable messages, which JMS clients send by default, though it keeps them in memory like
 * any others; and that shows the queue of the IoT Platform to its logins only, and the others to all other logins.
 */
@ManagedObject(category = false, type = DurableHost.TYPE)
class DurableHost extends MemoryVirtualHost {
    static final String TYPE = "mqtt-durable";

    /** Called by Broker-J. */
    DurableHost(Map<String, Object> attributes, VirtualHostNode<?> node) {
        super(attributes, node);
    }

    @Override
    public MessageSource getAttainedMessageSource(String name) {
        AuthenticatedPrincipal user = AuthenticatedPrincipal.getCurrentUser();
        boolean iotPlatform = user != null && user.getName().equals(BackendLogins.IOT_PLATFORM);
        return iotPlatform == IotPlatform.QUEUE.equals(name) ? super.getAttainedMessageSource(name) : null;
    }

    @Override
    protected MessageStore createMessageStore() {
        return new MemoryMessageStore() {
            @Override
            public boolean isPersistent() {
                return true;
            }
        };
    }
}
