/**
 * What a device may do. A gate stands before the MQTT broker in each connection and sees every packet first: what the service
 * does not know never reaches the broker.
 */
@NullMarked
package com.alibaba.mqtt.server.emulator.gate;

import org.jspecify.annotations.NullMarked;
