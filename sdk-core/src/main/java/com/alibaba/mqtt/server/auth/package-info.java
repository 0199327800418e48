/** Credentials and signed logins. Pure functions, but for the default chain, which reads files. */
@NullMarked
package com.alibaba.mqtt.server.auth;

import org.jspecify.annotations.NullMarked;
