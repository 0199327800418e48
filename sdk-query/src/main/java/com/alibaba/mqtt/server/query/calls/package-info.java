/** How calls run: threads, deadlines, pace and repetition. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.query.calls;

import org.jspecify.annotations.NullMarked;
