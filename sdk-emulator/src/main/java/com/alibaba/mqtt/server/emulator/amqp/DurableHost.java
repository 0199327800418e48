package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.brokerj.OneLinkSource;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.util.Map;
import org.apache.qpid.server.message.MessageDestination;
import org.apache.qpid.server.message.MessageSource;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.security.auth.AuthenticatedPrincipal;
import org.apache.qpid.server.store.MemoryMessageStore;
import org.apache.qpid.server.store.MessageStore;
import org.apache.qpid.server.virtualhost.memory.MemoryVirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host that takes durable messages, which JMS clients send by default, though it keeps them in memory like
 * any others; and that shows the queue of the IoT Platform to its logins only, and all else to all other logins.
 */
@ManagedObject(category = false, type = DurableHost.TYPE)
class DurableHost extends MemoryVirtualHost {
    static final String TYPE = "mqtt-durable";

    /** Called by Broker-J. */
    DurableHost(Map<String, Object> attributes, VirtualHostNode<?> node) {
        super(attributes, node);
    }

    @Override
    public @Nullable MessageSource getAttainedMessageSource(String name) {
        if (isIotPlatform() != Topics.IOT_PLATFORM.equals(name)) {
            return null;
        }
        MessageSource source = super.getAttainedMessageSource(name);
        return isIotPlatform() && source instanceof Queue<?> queue ? new OneLinkSource(queue) : source;
    }

    @Override
    public @Nullable MessageDestination getAttainedMessageDestination(String name, boolean mayCreate) {
        return isIotPlatform() ? null : super.getAttainedMessageDestination(name, mayCreate);
    }

    private static boolean isIotPlatform() {
        AuthenticatedPrincipal user = AuthenticatedPrincipal.getCurrentUser();
        return user != null && user.getName().equals(BackendLogins.IOT_PLATFORM);
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
