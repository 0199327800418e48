/**
 * The doors of this SDK: {@link com.alibaba.mqtt.server.ServerConsumer} and
 * {@link com.alibaba.mqtt.server.ServerProducer}. The packages behind them are not exported.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server;

import org.jspecify.annotations.NullMarked;
