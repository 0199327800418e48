/** The key of all ports with TLS. */
@NullMarked
package com.alibaba.mqtt.server.emulator.tls;

import org.jspecify.annotations.NullMarked;
