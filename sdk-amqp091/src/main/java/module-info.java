/** The AMQP 0-9-1 wire. */
@SuppressWarnings("module") // the digits are of the protocol
module dev.mqttstatus.amqp091 {
    requires dev.mqttstatus.core;
    requires com.rabbitmq.client;
    requires org.slf4j;
    // RabbitMQ's client has no module descriptor to ask for these
    requires java.desktop;
    requires java.naming;
    requires java.security.sasl;

    provides com.alibaba.mqtt.server.network.WireProvider with
            com.alibaba.mqtt.server.amqp091.Amqp091WireProvider;
}
