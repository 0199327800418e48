/** What a tracker counts. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.numbers;

import org.jspecify.annotations.NullMarked;
