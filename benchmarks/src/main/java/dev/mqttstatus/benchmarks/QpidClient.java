package dev.mqttstatus.benchmarks;

import com.alibaba.fastjson2.JSON;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.apache.qpid.jms.JmsConnectionFactory;

/** Raw Qpid JMS, as a careful programmer would use it by hand. */
final class QpidClient {
    /** Qpid JMS' own mode in which each message is settled by itself. */
    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;
    /** After so long without a notice what was processed is settled, without waiting for the batch to be full. */
    private static final long IDLE_MILLIS = 10;

    private final Connection connection;
    private final Work work;

    private QpidClient(int port, Work work) throws JMSException {
        this.connection = new JmsConnectionFactory("amqp://127.0.0.1:" + port).createConnection();
        this.work = work;
    }

    /** A listener in mode CLIENT_ACKNOWLEDGE, which settles so many together; the last ones stay unsettled. */
    static AutoCloseable listening(int port, Work work, int batch) throws JMSException {
        QpidClient client = new QpidClient(port, work);
        // a JMS session has one thread
        int[] unsettled = {0};
        client.consumer(Session.CLIENT_ACKNOWLEDGE).setMessageListener(message -> {
            client.process(message);
            if (++unsettled[0] == batch) {
                unsettled[0] = 0;
                acknowledge(message);
            }
        });
        return client.start();
    }

    /** A listener that settles each notice by itself. */
    static AutoCloseable listeningIndividually(int port, Work work) throws JMSException {
        QpidClient client = new QpidClient(port, work);
        client.consumer(INDIVIDUAL_ACKNOWLEDGE).setMessageListener(message -> {
            client.process(message);
            acknowledge(message);
        });
        return client.start();
    }

    /** A loop that asks for notices, and settles so many together, or what there is when no more come. */
    static AutoCloseable receiving(int port, Work work, int batch) throws JMSException {
        QpidClient client = new QpidClient(port, work);
        MessageConsumer consumer = client.consumer(Session.CLIENT_ACKNOWLEDGE);
        AutoCloseable started = client.start();
        Thread loop = new Thread(
                () -> {
                    try {
                        client.receive(consumer, batch);
                    } catch (JMSException e) {
                        System.err.println("receiving ends: " + e.getMessage());
                    }
                },
                "receiving");
        loop.setDaemon(true);
        loop.start();
        return started;
    }

    private void receive(MessageConsumer consumer, int batch) throws JMSException {
        Message last = null;
        int unsettled = 0;
        while (true) {
            Message message = last == null ? consumer.receive() : consumer.receive(IDLE_MILLIS);
            if (message != null) {
                process(message);
                last = message;
                unsettled++;
            }
            if (last != null && (message == null || unsettled == batch)) {
                last.acknowledge();
                last = null;
                unsettled = 0;
            }
        }
    }

    private MessageConsumer consumer(int mode) throws JMSException {
        Session session = connection.createSession(false, mode);
        return session.createConsumer(session.createQueue("STATUS." + Notices.GROUP));
    }

    private AutoCloseable start() throws JMSException {
        connection.start();
        return connection;
    }

    private void process(Message message) {
        try {
            RawNotice notice = JSON.parseObject(message.getBody(byte[].class), RawNotice.class);
            work.process(notice.clientId, notice.time);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void acknowledge(Message message) {
        try {
            message.acknowledge();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
