/**
 * Credentials and signed logins. Pure functions, but for the default chain, which reads files.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.auth;

import org.jspecify.annotations.NullMarked;
