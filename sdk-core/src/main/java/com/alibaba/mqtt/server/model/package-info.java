/**
 * The events and messages the service delivers. Immutable, but for {@link com.alibaba.mqtt.server.model.StringPair}.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.model;

import org.jspecify.annotations.NullMarked;
