/** What an emulator keeps over a restart, in a file. */
@NullMarked
package com.alibaba.mqtt.server.emulator.data;

import org.jspecify.annotations.NullMarked;
