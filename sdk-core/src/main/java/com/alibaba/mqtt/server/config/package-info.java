/**
 * Settings: mutable beans with the official SDK's names, checked in their setters, copied when used.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.config;

import org.jspecify.annotations.NullMarked;
