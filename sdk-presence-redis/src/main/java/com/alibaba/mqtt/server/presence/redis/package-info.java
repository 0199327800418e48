/** Presence on Redis: several processes share one truth, and one of them notifies each change. */
@NullMarked
package com.alibaba.mqtt.server.presence.redis;

import org.jspecify.annotations.NullMarked;
