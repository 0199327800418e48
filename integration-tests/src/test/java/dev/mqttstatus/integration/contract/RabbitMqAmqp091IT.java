package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a broker that is not ours: AMQP 0-9-1 of RabbitMQ. */
@Tag("rabbitmq")
class RabbitMqAmqp091IT extends WireContract {
    private static RabbitMqLogins logins;
    private static RabbitMqNode node;

    @BeforeAll
    static void startNode() throws IOException {
        logins = new RabbitMqLogins();
        node = new RabbitMqNode(logins.port());
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
        return new RabbitMqBroker(node);
    }

    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }

    @AfterEach
    void loginsWereSigned() {
        Assertions.assertTrue(logins.accepted() > 0);
    }

    /** RabbitMQ ignores the argument GROUP_ID: all groups share the queue STATUS, so that only a topic can be unknown. */
    @Override
    void subscribeToTheUnknown(ServerConsumer consumer) throws IOException {
        consumer.subscribeTopic(UNKNOWN, (id, properties, payload) -> {});
    }
}
