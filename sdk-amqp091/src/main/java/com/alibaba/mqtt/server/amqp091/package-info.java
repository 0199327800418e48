/** The AMQP 0-9-1 wire, on the RabbitMQ client. The only package that knows it. */
package com.alibaba.mqtt.server.amqp091;
