package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.model.StringPair;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.JmsConnectionFactory;

/** Reaches the queues of a broker over AMQP 1.0, past the SDK and past the relay. */
final class JmsBackdoor implements AutoCloseable {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private final Connection connection;
    private final Session session;

    JmsBackdoor(int port, String user, String password) throws JMSException {
        connection = new JmsConnectionFactory(user, password, "amqp://127.0.0.1:" + port + "?jms.useDaemonThread=true")
                .createConnection();
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    void put(String queue, List<byte[]> bodies) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (byte[] body : bodies) {
                producer.send(bytes(body));
            }
        }
    }

    /** Puts a message as the wire contract (docs/wire-protocol.md) wants it; returns its id as the SDK shows it. */
    String publish(DeviceMessage published) throws JMSException {
        BytesMessage message = bytes(published.payload().getBytes(UTF_8));
        message.setStringProperty("mqttParentTopic", published.firstTopic());
        message.setStringProperty("mqttSecondTopic", published.secondTopic());
        message.setStringProperty("clientId", published.clientId());
        message.setStringProperty("bornTime", String.valueOf(System.currentTimeMillis()));
        message.setStringProperty("mqtt5ContentType", published.contentType());
        message.setStringProperty("mqtt5UserProperty", StringPair.toJson(List.of(published.userProperty())));
        try (MessageProducer producer = session.createProducer(session.createQueue(published.firstTopic()))) {
            producer.send(message);
        }
        return message.getJMSMessageID().substring("ID:".length());
    }

    /** The next messages of a queue, each as subject, blank and body. */
    List<String> take(String queue, int count) throws JMSException {
        List<String> taken = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            while (taken.size() < count) {
                Message message = consumer.receive(PATIENCE_MILLIS);
                if (message == null) {
                    throw new AssertionError("only " + taken.size() + " of " + count + " messages in " + queue);
                }
                taken.add(message.getJMSType() + " " + new String(message.getBody(byte[].class), UTF_8));
            }
        }
        return taken;
    }

    private BytesMessage bytes(byte[] body) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body);
        return message;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
