/**
 * MQTT devices for tests, made of one socket each.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.emulator.device;

import org.jspecify.annotations.NullMarked;
