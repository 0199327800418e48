/**
 * A local ApsaraMQ for MQTT, as a library and as a program.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.emulator;

import org.jspecify.annotations.NullMarked;
