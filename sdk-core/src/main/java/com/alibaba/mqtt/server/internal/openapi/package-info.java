/** Signatures and encodings of the service's OpenAPI. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.internal.openapi;

import org.jspecify.annotations.NullMarked;
