package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Instant;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;

class IotPlatformTest {

    @Test
    void tellsTheStatusOfEveryDevice() throws Exception {
        try (Emulator emulator = Emulator.builder()
                        .group("GID_one")
                        .group("GID_two")
                        .iotPlatform("CONSUMERS")
                        .start();
                Backend iot = new Backend(factory(emulator, "CONSUMERS"), "default")) {
            long before = System.currentTimeMillis();
            Device.connect(5, emulator, "GID_one@@@device").disconnect();
            assertStatus(iot.receive(), "online", before);
            assertStatus(iot.receive(), "offline", before);
            assertTrue(iot.isQuiet());
            // the others go on as ever
            assertEquals(3, emulator.group("GID_one").queued());
            new Backend(emulator, "STATUS.GID_one").close();

            assertThrows(JMSException.class, () -> new Backend(factory(emulator, "CONSUMERS"), "STATUS.GID_one"));
            assertThrows(JMSException.class, () -> new Backend(emulator, "default"));
            assertThrows(JMSException.class, () -> new Backend(factory(emulator, "OTHERS"), "default"));
        }
    }

    @Test
    void losesWhatTheGroupLoses() throws Exception {
        try (Emulator emulator = Emulator.builder()
                        .group("GID_one")
                        .iotPlatform("CONSUMERS")
                        .start();
                Backend iot = new Backend(factory(emulator, "CONSUMERS"), "default")) {
            emulator.faults().lose((clientId, eventType) -> eventType.equals("connect"));
            long before = System.currentTimeMillis();
            Device.connect(5, emulator, "GID_one@@@device").disconnect();
            assertStatus(iot.receive(), "offline", before);
            assertTrue(iot.isQuiet());
        }
    }

    @Test
    void isNotPlayedByDefault() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            assertThrows(JMSException.class, () -> new Backend(factory(emulator, "CONSUMERS"), "default"));
        }
    }

    @Test
    void aConnectionHasOneReceiverLinkAndNoSender() throws Exception {
        try (Emulator emulator = Emulator.builder()
                        .iotPlatform("CONSUMERS")
                        .topic("orders")
                        .start();
                Connection connection = factory(emulator, "CONSUMERS").createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Queue queue = session.createQueue("default");
            MessageConsumer first = session.createConsumer(queue);
            JMSException refused = assertThrows(JMSException.class, () -> session.createConsumer(queue));
            assertTrue(refused.getMessage().contains("only one is allowed"), refused.getMessage());
            Session another = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            assertThrows(JMSException.class, () -> another.createConsumer(queue));
            assertThrows(JMSException.class, () -> session.createProducer(session.createQueue("mqtt.publish")));
            assertThrows(JMSException.class, () -> session.createProducer(queue));
            // another connection has one of its own
            new Backend(factory(emulator, "CONSUMERS"), "default").close();
            first.close();
            another.createConsumer(queue).close();
        }
    }

    @Test
    void theOthersCanHaveManyLinks() throws Exception {
        try (Emulator emulator = Emulator.builder()
                        .group("GID_one")
                        .iotPlatform("CONSUMERS")
                        .start();
                Connection connection = Backend.factory(emulator, "amqp://127.0.0.1:" + emulator.amqpPort())
                        .createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Queue queue = session.createQueue("STATUS.GID_one");
            session.createConsumer(queue).close();
            session.createConsumer(queue);
            session.createConsumer(queue);
            session.createProducer(session.createQueue("mqtt.publish"));
        }
    }

    private static void assertStatus(Message message, String status, long before) throws Exception {
        JSONObject body = JSON.parseObject(Backend.text(message));
        assertEquals(status, body.getString("status"));
        assertEquals("GID_one", body.getString("productKey"));
        assertEquals("device", body.getString("deviceName"));
        assertEquals("127.0.0.1", body.getString("clientIp"));
        assertTrue(body.getString("iotId").matches("[0-9a-f]{32}"));
        assertTrue(Instant.parse(body.getString("utcTime")).toEpochMilli() >= before);
        assertTrue(body.getString("time").matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}"));
        assertEquals("/as/mqtt/status/GID_one/device", message.getStringProperty("topic"));
        assertTrue(message.getStringProperty("messageId").matches("\\d{19}"));
        assertTrue(message.getLongProperty("generateTime") >= before);
        Backend.settle(message, Backend.ACCEPTED);
    }

    private static JmsConnectionFactory factory(Emulator emulator, String consumerGroup) {
        String timestamp = String.valueOf(System.currentTimeMillis());
        String user = "client|iotInstanceId=" + emulator.instanceId()
                + ",authMode=aksign,signMethod=hmacsha1,consumerGroupId=" + consumerGroup + ",authId="
                + emulator.accessKey() + ",timestamp=" + timestamp + "|";
        String password =
                Hmac.SHA1.base64(emulator.secretKey(), "authId=" + emulator.accessKey() + "&timestamp=" + timestamp);
        return new JmsConnectionFactory(user, password, "amqp://" + emulator.host() + ":" + emulator.amqpPort());
    }
}
