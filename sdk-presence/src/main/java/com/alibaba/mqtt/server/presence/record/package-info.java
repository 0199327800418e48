/** What is kept of one client, what of it is due, and its form in bytes. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.record;

import org.jspecify.annotations.NullMarked;
