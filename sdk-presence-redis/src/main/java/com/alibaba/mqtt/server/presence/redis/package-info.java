/** Presence on Redis: several processes share one truth, and tell each change once. */
package com.alibaba.mqtt.server.presence.redis;
