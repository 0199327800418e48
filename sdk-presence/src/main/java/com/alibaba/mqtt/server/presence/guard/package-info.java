/** What stands between a tracker and code that is not its own: the store and what fails. Internal, not exported. */
@NullMarked
package com.alibaba.mqtt.server.presence.guard;

import org.jspecify.annotations.NullMarked;
