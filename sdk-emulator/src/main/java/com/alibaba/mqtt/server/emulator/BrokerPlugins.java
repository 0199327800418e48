package com.alibaba.mqtt.server.emulator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.model.AbstractConfiguredObjectTypeFactory;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.plugin.ConfiguredObjectRegistration;
import org.apache.qpid.server.queue.StandardQueueImpl;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;

/**
 * What Broker-J finds through META-INF/services. The nested classes are public because the service loader can make no
 * others.
 */
final class BrokerPlugins {
    private BrokerPlugins() {}

    /** Names our classes to Broker-J's model. */
    public static final class Registration implements ConfiguredObjectRegistration {
        @Override
        @SuppressWarnings("rawtypes") // as in the interface
        public Collection<Class<? extends ConfiguredObject>> getConfiguredObjectClasses() {
            return List.of(StatusQueue.class, BackendLogins.class);
        }

        @Override
        public String getType() {
            return "mqtt-emulator";
        }
    }

    /** Makes {@link StatusQueue}s. */
    public static final class StatusQueueFactory extends AbstractConfiguredObjectTypeFactory<StandardQueueImpl> {
        /** Called by the service loader. */
        @SuppressWarnings("unchecked") // Broker-J only reads the annotation of this class
        public StatusQueueFactory() {
            super((Class<StandardQueueImpl>) (Class<?>) StatusQueue.class);
        }

        @Override
        protected StatusQueue createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new StatusQueue(attributes, (QueueManagingVirtualHost<?>) parent);
        }
    }

    /** Makes {@link BackendLogins}. */
    public static final class BackendLoginsFactory extends AbstractConfiguredObjectTypeFactory<BackendLogins> {
        /** Called by the service loader. */
        public BackendLoginsFactory() {
            super(BackendLogins.class);
        }

        @Override
        protected BackendLogins createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new BackendLogins(attributes, (Container<?>) parent);
        }
    }
}
