/** Sends messages, and ends each send once: {@link com.alibaba.mqtt.server.sending.OutstandingSends}. */
@NullMarked
package com.alibaba.mqtt.server.sending;

import org.jspecify.annotations.NullMarked;
