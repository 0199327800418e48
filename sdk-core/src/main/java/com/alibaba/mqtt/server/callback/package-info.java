/**
 * What an application implements.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.callback;

import org.jspecify.annotations.NullMarked;
