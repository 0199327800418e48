/** A bad network on the way to a port of the emulator. */
@NullMarked
package com.alibaba.mqtt.server.emulator.network;

import org.jspecify.annotations.NullMarked;
