/** The OpenAPI: signed HTTP questions whether clients are online, and wrong answers on purpose. */
@NullMarked
package com.alibaba.mqtt.server.emulator.openapi;

import org.jspecify.annotations.NullMarked;
