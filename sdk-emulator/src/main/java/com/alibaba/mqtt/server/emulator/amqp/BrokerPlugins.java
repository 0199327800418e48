package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.model.AbstractConfiguredObject;
import org.apache.qpid.server.model.AbstractConfiguredObjectTypeFactory;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.model.port.AmqpPortImpl;
import org.apache.qpid.server.plugin.ConfiguredObjectRegistration;
import org.apache.qpid.server.plugin.ProtocolEngineCreator;
import org.apache.qpid.server.queue.StandardQueue;
import org.apache.qpid.server.queue.StandardQueueImpl;
import org.apache.qpid.server.security.FileKeyStoreImpl;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ProtocolEngine;
import org.apache.qpid.server.transport.ServerNetworkConnection;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.apache.qpid.server.virtualhost.memory.MemoryVirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * What Broker-J finds through META-INF/services. The nested classes are public because the service loader can create no
 * others.
 */
final class BrokerPlugins {
    private BrokerPlugins() {}

    /** Names our classes to Broker-J's model. */
    public static final class Registration implements ConfiguredObjectRegistration {
        @Override
        @SuppressWarnings("rawtypes") // as in the interface
        public Collection<Class<? extends ConfiguredObject>> getConfiguredObjectClasses() {
            return List.of(
                    BackendQueue.class,
                    PublishExchange.class,
                    DurableHost.class,
                    BackendLogins.class,
                    StandardQueue.class,
                    AmqpPort.class,
                    BackendPort.class,
                    FileKeyStoreImpl.class);
        }

        @Override
        public String getType() {
            return "mqtt-emulator";
        }
    }

    /** Creates objects of a class of ours that extends one of Broker-J's. */
    private abstract static class Factory<X extends AbstractConfiguredObject<X>>
            extends AbstractConfiguredObjectTypeFactory<X> {
        @SuppressWarnings("unchecked") // Broker-J only reads the annotation of this class
        Factory(Class<? extends X> type) {
            super((Class<X>) type);
        }
    }

    /** Creates {@link BackendQueue}s. */
    public static final class BackendQueueFactory extends Factory<StandardQueueImpl> {
        /** Called by the service loader. */
        public BackendQueueFactory() {
            super(BackendQueue.class);
        }

        @Override
        protected BackendQueue createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new BackendQueue(attributes, (QueueManagingVirtualHost<?>) parent);
        }
    }

    /** Creates {@link BackendPort}s. */
    public static final class BackendPortFactory extends Factory<AmqpPortImpl> {
        /** Called by the service loader. */
        public BackendPortFactory() {
            super(BackendPort.class);
        }

        @Override
        protected BackendPort createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new BackendPort(attributes, (Container<?>) parent);
        }
    }

    /** Creates the {@link PublishExchange}. */
    public static final class PublishExchangeFactory extends AbstractConfiguredObjectTypeFactory<PublishExchange> {
        /** Called by the service loader. */
        public PublishExchangeFactory() {
            super(PublishExchange.class);
        }

        @Override
        protected PublishExchange createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new PublishExchange(attributes, (QueueManagingVirtualHost<?>) parent);
        }
    }

    /** Creates the {@link DurableHost}. */
    public static final class DurableHostFactory extends Factory<MemoryVirtualHost> {
        /** Called by the service loader. */
        public DurableHostFactory() {
            super(DurableHost.class);
        }

        @Override
        protected DurableHost createInstance(Map<String, Object> attributes, ConfiguredObject<?> parent) {
            return new DurableHost(attributes, (VirtualHostNode<?>) parent);
        }
    }

    /**
     * Makes {@link Connection091}s. Says that it is for AMQP 0-10, which the emulator does not have, because Broker-J has
     * a maker of its own for 0-9-1: which of the two wins for a port with that protocol, the class path decides.
     */
    public static final class Creator091 implements ProtocolEngineCreator {
        /** What the ports of the emulator have in place of AMQP 0-9-1. */
        static final Protocol PROTOCOL = Protocol.AMQP_0_10;

        @Override
        public Protocol getVersion() {
            return PROTOCOL;
        }

        @Override
        public byte[] getHeaderIdentifier() {
            return new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
        }

        @Override
        public byte @Nullable [] getSuggestedAlternativeHeader() {
            return null;
        }

        @Override
        public ProtocolEngine newProtocolEngine(
                Broker<?> broker,
                ServerNetworkConnection network,
                AmqpPort<?> port,
                Transport transport,
                long id,
                AggregateTicker ticker) {
            Connection091 connection = new Connection091(broker, network, port, transport, id, ticker);
            connection.create();
            return connection;
        }

        @Override
        public String getType() {
            return "mqtt-emulator-0-9-1";
        }
    }

    /** Creates {@link BackendLogins}. */
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
