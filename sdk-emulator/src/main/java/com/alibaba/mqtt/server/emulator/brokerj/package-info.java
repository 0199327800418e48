/** What Broker-J does not offer by itself. */
@NullMarked
package com.alibaba.mqtt.server.emulator.brokerj;

import org.jspecify.annotations.NullMarked;
