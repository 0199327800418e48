/**
 * The AMQP 1.0 wire, on Qpid JMS. The only package that knows JMS or Qpid. {@code QpidInternals} decides which of two ways a
 * connection takes: {@code Bypass}, past the JMS sessions, or {@code PlainJms}. {@code Bypass}, {@code Engine}, {@code Line},
 * {@code Link} and {@code EngineFactory} extend what is no API of Qpid JMS; nothing else refers to it.
 */
@NullMarked
package com.alibaba.mqtt.server.amqp10;

import org.jspecify.annotations.NullMarked;
