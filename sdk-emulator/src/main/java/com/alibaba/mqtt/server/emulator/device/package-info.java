/** MQTT devices for tests, made of one socket each. */
@NullMarked
package com.alibaba.mqtt.server.emulator.device;

import org.jspecify.annotations.NullMarked;
