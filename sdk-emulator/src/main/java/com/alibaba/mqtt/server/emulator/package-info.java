/** A local ApsaraMQ for MQTT, as a library and as a program. */
@NullMarked
package com.alibaba.mqtt.server.emulator;

import org.jspecify.annotations.NullMarked;
