package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.apache.qpid.jms.JmsConnectionFactory;

/** A consumer of one queue over AMQP 1.0, for tests. */
final class Backend implements AutoCloseable {
    static final int ACCEPTED = 1;
    static final int REJECTED = 2;
    static final int FAILED = 4;

    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;
    private static final long SOON_MILLIS = 10;
    private static final long NEVER_COMES_MILLIS = 300;
    private static final long COMES_MILLIS = 15_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final Connection connection;
    private final MessageConsumer consumer;

    Backend(Emulator emulator, String queue) throws JMSException {
        this(factory(emulator, "amqp://" + Loopback.HOST + ":" + emulator.amqpPort()), queue);
    }

    Backend(JmsConnectionFactory factory, String queue) throws JMSException {
        connection = factory.createConnection();
        try {
            connection.start();
            Session session = connection.createSession(false, INDIVIDUAL_ACKNOWLEDGE);
            consumer = session.createConsumer(session.createQueue(queue));
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    /** With a correct login of now. */
    static JmsConnectionFactory factory(Emulator emulator, String uri) {
        String timestamp = String.valueOf(System.currentTimeMillis());
        String user = "test|authMode=aksign,signMethod=hmacsha256,authId=" + emulator.accessKey() + ",timestamp="
                + timestamp + ",iotInstanceId=" + emulator.instanceId() + "|";
        String signed = "authId=" + emulator.accessKey() + "&timestamp=" + timestamp;
        JmsConnectionFactory factory =
                new JmsConnectionFactory(user, Hmac.SHA256.base64(emulator.secretKey(), signed), uri);
        // to close a connection that is reset meanwhile would take a minute
        factory.setCloseTimeout(CLOSE_MILLIS);
        return factory;
    }

    /** The next message, not yet settled. */
    Message receive() throws JMSException {
        Message message = consumer.receive(COMES_MILLIS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** A message if there is one, not yet settled, or null. */
    Message poll() throws JMSException {
        return consumer.receive(SOON_MILLIS);
    }

    /** The next notice, accepted. */
    JSONObject notice() throws JMSException {
        Message message = receive();
        settle(message, ACCEPTED);
        return JSON.parseObject(text(message));
    }

    /** The event type of the next notice, accepted. */
    String event() throws JMSException {
        return notice().getString("eventType");
    }

    /** Whether no message comes for a while. */
    boolean isQuiet() throws JMSException {
        return consumer.receive(NEVER_COMES_MILLIS) == null;
    }

    void closeConsumer() throws JMSException {
        consumer.close();
    }

    static void settle(Message message, int outcome) throws JMSException {
        message.setIntProperty("JMS_AMQP_ACK_TYPE", outcome);
        message.acknowledge();
    }

    static String text(Message message) throws JMSException {
        return new String(((BytesMessage) message).getBody(byte[].class), UTF_8);
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
