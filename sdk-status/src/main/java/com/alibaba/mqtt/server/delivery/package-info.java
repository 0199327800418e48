/** Takes deliveries to listeners and their outcomes back: {@link com.alibaba.mqtt.server.delivery.Dispatcher}. */
@NullMarked
package com.alibaba.mqtt.server.delivery;

import org.jspecify.annotations.NullMarked;
