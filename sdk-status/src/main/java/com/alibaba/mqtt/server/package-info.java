/**
 * The doors of this SDK: {@link com.alibaba.mqtt.server.ServerConsumer} and
 * {@link com.alibaba.mqtt.server.ServerProducer}. Everything else here is hidden behind them.
 */
package com.alibaba.mqtt.server;
