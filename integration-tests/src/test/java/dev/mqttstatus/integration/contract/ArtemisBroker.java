package dev.mqttstatus.integration.contract;

import jakarta.jms.JMSException;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Apache ActiveMQ Artemis in this JVM and in memory: AMQP 1.0 only, any login, and no queue but those made here. */
final class ArtemisBroker implements ContractBroker {
    private static final String ACCEPTOR = "amqp";
    private static final String STATUS_QUEUE = "STATUS." + WireContract.GROUP;
    private static final String DEAD_LETTERS = "DLQ";
    /** The one target of the AMQP 1.0 wire; the topic is the subject. */
    private static final String SENDS = "mqtt.publish";

    private final ActiveMQServer server;
    private final JmsBackdoor backdoor;

    ArtemisBroker() throws Exception {
        server = ActiveMQServers.newActiveMQServer(configuration());
        server.start();
        create(DEAD_LETTERS);
        create(STATUS_QUEUE);
        create(WireContract.TOPIC);
        backdoor = new JmsBackdoor(port(), "any", "any");
    }

    private static Configuration configuration() throws Exception {
        return new ConfigurationImpl()
                .setName("contract")
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setThreadPoolMaxSize(8)
                .setScheduledThreadPoolMaxSize(2)
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://127.0.0.1:0?protocols=AMQP;remotingThreads=2;useEpoll=false")
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setAutoCreateAddresses(false)
                                .setAutoCreateQueues(false)
                                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
                                .setMaxDeliveryAttempts(5));
    }

    private void create(String queue) throws Exception {
        server.addAddressInfo(new AddressInfo(SimpleString.of(queue), RoutingType.ANYCAST));
        server.createQueue(
                QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST).setDurable(false));
    }

    private long depth(String queue) {
        return server.locateQueue(SimpleString.of(queue)).getMessageCount();
    }

    @Override
    public int port() {
        return server.getRemotingService().getAcceptor(ACCEPTOR).getActualPort();
    }

    @Override
    public void put(List<byte[]> bodies) throws JMSException {
        backdoor.put(STATUS_QUEUE, bodies);
    }

    @Override
    public long queued() {
        return depth(STATUS_QUEUE);
    }

    @Override
    public long deadLetters() {
        return depth(DEAD_LETTERS);
    }

    @Override
    public String publish(DeviceMessage message) throws JMSException {
        return backdoor.publish(message);
    }

    @Override
    public void take(String topic) throws Exception {
        create(SENDS);
    }

    @Override
    public List<String> taken(int count) throws JMSException {
        return backdoor.take(SENDS, count);
    }

    @Override
    public void close() throws Exception {
        backdoor.close();
        server.stop();
    }
}
