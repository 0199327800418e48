/** Which devices are online, the notices about it, and what goes wrong with notices on purpose. */
@NullMarked
package com.alibaba.mqtt.server.emulator.notices;

import org.jspecify.annotations.NullMarked;
