package dev.mqttstatus.integration.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.rabbitmq.client.Connection;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract on a broker that is not ours: AMQP 1.0 of RabbitMQ's plug-in. */
@Tag("rabbitmq")
class RabbitMqAmqp10IT extends WireContract {
    private static RabbitMqLogins logins;
    private static RabbitMqNode node;

    @BeforeAll
    static void startNode() throws IOException {
        logins = new RabbitMqLogins();
        node = new RabbitMqNode(logins.port(), RabbitMqNode.AMQP_1_0);
    }

    @AfterAll
    static void stopNode() {
        logins.stop();
        if (node != null) {
            node.close();
        }
    }

    @Override
    ContractBroker open() throws Exception {
        return new RabbitMqAmqp10Broker(node, logins);
    }

    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }

    /** RabbitMQ speaks both on one port. */
    @Override
    void checkTheOtherProtocol(ChannelConfig config) throws Exception {
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        try {
            consumer.start();
            consumer.subscribeTopic(TOPIC, (id, properties, payload) -> {});
        } finally {
            consumer.stop();
        }
    }

    /** The plug-in does not know the outcome "modified", and ends the session. The notice comes again all the same. */
    @Override
    void checkAfterRetries(int connections) {
        assertEquals(1 + 3, connections, "one question, and a connection for each try");
    }

    /** The plug-in ends the session instead of refusing the link, here as it would declare the queue not durable. */
    @Test
    void aSubscriptionWhoseSessionIsEndedIsRefusedWithTheReason() throws Exception {
        String queue = "STATUS." + UNKNOWN;
        try (Connection connection = node.connect();
                Backend backend = listening()) {
            connection.createChannel().queueDeclare(queue, true, false, false, null);
            logins.declared(Set.of(queue));
            ServerException refused = assertThrows(ServerException.class, () -> backend.listen(UNKNOWN));
            assertEquals(ErrorCode.SUBSCRIBE_REFUSED, refused.getCode(), refused.toString());
            assertTrue(refused.getMessage().contains("inequivalent arg 'durable'"), refused.getMessage());
            connection.createChannel().queueDelete(queue);
        }
    }

    @AfterEach
    void loginsWereSigned() {
        assertTrue(logins.accepted() > 0);
    }
}
