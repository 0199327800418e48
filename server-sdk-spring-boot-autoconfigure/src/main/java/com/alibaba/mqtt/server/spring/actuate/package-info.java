/** Health, meters and the endpoint. Internal. */
@NullMarked
package com.alibaba.mqtt.server.spring.actuate;

import org.jspecify.annotations.NullMarked;
