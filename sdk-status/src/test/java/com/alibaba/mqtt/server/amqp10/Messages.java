package com.alibaba.mqtt.server.amqp10;

import java.nio.ByteBuffer;
import org.apache.qpid.jms.message.JmsBytesMessage;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.message.JmsTextMessage;
import org.apache.qpid.jms.provider.amqp.AmqpConnection;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsBytesMessageFacade;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsTextMessageFacade;

/** Messages of Qpid JMS without a connection. */
final class Messages {
    private Messages() {}

    static JmsBytesMessage bytes() {
        AmqpJmsBytesMessageFacade facade = new AmqpJmsBytesMessageFacade();
        facade.initialize((AmqpConnection) null);
        return new JmsBytesMessage(facade);
    }

    /** A message as if it came with this body, which can be read only. */
    static JmsBytesMessage received(byte[] body) throws Exception {
        JmsBytesMessage message = bytes();
        message.writeBytes(ByteBuffer.wrap(body).array());
        message.reset();
        return message;
    }

    static JmsTextMessage text(String text) throws Exception {
        AmqpJmsTextMessageFacade facade = new AmqpJmsTextMessageFacade();
        facade.initialize((AmqpConnection) null);
        JmsTextMessage message = new JmsTextMessage(facade);
        message.setText(text);
        return message;
    }

    static JmsInboundMessageDispatch envelope(long number, JmsMessage message) {
        JmsInboundMessageDispatch envelope = new JmsInboundMessageDispatch(number);
        envelope.setMessage(message);
        return envelope;
    }
}
