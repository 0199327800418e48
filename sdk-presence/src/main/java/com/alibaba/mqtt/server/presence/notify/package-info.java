/** Calls actions and listeners with changes. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.notify;

import org.jspecify.annotations.NullMarked;
