/** The wire: one connection of one AMQP version. For wire modules, not for applications. */
package com.alibaba.mqtt.server.network;
