/** The MQTT side: an Artemis that devices connect to, and the ways of messages from and to them. */
@NullMarked
package com.alibaba.mqtt.server.emulator.mqtt;

import org.jspecify.annotations.NullMarked;
