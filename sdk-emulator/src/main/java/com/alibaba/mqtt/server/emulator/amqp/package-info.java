/** The AMQP side: a Broker-J that backends connect to, with its queues, logins and both versions of AMQP. */
@NullMarked
package com.alibaba.mqtt.server.emulator.amqp;

import org.jspecify.annotations.NullMarked;
