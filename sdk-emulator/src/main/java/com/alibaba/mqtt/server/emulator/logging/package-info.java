/** What of the words of the brokers gets into the log. */
@NullMarked
package com.alibaba.mqtt.server.emulator.logging;

import org.jspecify.annotations.NullMarked;
