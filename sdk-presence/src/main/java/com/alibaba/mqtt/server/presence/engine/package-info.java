/** Creates the parts of a tracker and runs its threads. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.engine;

import org.jspecify.annotations.NullMarked;
