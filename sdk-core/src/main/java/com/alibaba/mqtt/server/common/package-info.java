/**
 * Results and errors that notices, messages and queries share.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.common;

import org.jspecify.annotations.NullMarked;
