/** The AMQP 1.0 wire, on Qpid JMS. The only package that knows JMS or Qpid. */
package com.alibaba.mqtt.server.amqp10;
