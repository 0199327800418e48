/** The OpenAPI's requests, answers and errors as pure functions. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.query.openapi;

import org.jspecify.annotations.NullMarked;
