/** Takes notices and answers into the store. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.merge;

import org.jspecify.annotations.NullMarked;
