/** Runs tasks in parallel, and those of one key in order: {@link com.alibaba.mqtt.server.lanes.Lanes}. */
@NullMarked
package com.alibaba.mqtt.server.lanes;

import org.jspecify.annotations.NullMarked;
