/**
 * The doors of this SDK: {@link com.alibaba.mqtt.server.ServerConsumer}. Everything else here is hidden behind them.
 */
package com.alibaba.mqtt.server;
