/** The command line {@code mqtt-status}. */
@NullMarked
package com.alibaba.mqtt.server.cli;

import org.jspecify.annotations.NullMarked;
