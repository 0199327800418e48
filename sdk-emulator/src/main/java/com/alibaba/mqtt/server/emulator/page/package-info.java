/** What the emulator shows of itself to who asks without a signature. */
@NullMarked
package com.alibaba.mqtt.server.emulator.page;

import org.jspecify.annotations.NullMarked;
