/** An HTTP server on 127.0.0.1, in which no answer that is late, and no client that is slow, delays another. */
@NullMarked
package com.alibaba.mqtt.server.emulator.http;

import org.jspecify.annotations.NullMarked;
