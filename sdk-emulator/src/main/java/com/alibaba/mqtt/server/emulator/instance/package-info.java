/** The account, client ids, topics and logins of the one emulated instance, and the address of its ports. */
@NullMarked
package com.alibaba.mqtt.server.emulator.instance;

import org.jspecify.annotations.NullMarked;
