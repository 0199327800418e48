/**
 * What an application learns about its clients: states, sessions, changes, and why a state is uncertain.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.presence.model;

import org.jspecify.annotations.NullMarked;
