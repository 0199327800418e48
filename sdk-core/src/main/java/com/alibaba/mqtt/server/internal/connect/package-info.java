/** Reaching a server: sockets, TLS, steps with a deadline, and the errors of it. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.internal.connect;

import org.jspecify.annotations.NullMarked;
