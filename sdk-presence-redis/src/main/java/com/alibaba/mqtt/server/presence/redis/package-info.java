/**
 * Presence on Redis: several processes share one truth, and one of them notifies each change.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.presence.redis;

import org.jspecify.annotations.NullMarked;
