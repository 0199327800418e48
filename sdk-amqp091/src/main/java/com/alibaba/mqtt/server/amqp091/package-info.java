/** The AMQP 0-9-1 wire, on the RabbitMQ client. The only package that knows it. */
@NullMarked
package com.alibaba.mqtt.server.amqp091;

import org.jspecify.annotations.NullMarked;
