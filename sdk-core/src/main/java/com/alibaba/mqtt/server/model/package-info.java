/** The events and messages the service delivers. Immutable, but for {@link com.alibaba.mqtt.server.model.StringPair}. */
@NullMarked
package com.alibaba.mqtt.server.model;

import org.jspecify.annotations.NullMarked;
