/** The OpenAPI: signed HTTP calls about clients and groups, their limits and figures, and wrong answers on purpose. */
@NullMarked
package com.alibaba.mqtt.server.emulator.openapi;

import org.jspecify.annotations.NullMarked;
