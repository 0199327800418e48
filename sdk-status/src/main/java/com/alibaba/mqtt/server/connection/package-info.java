/** Keeps a connection up: {@link com.alibaba.mqtt.server.connection.ConnectionSupervisor}. */
@NullMarked
package com.alibaba.mqtt.server.connection;

import org.jspecify.annotations.NullMarked;
