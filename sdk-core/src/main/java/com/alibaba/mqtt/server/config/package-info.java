/** Settings: mutable beans with the official SDK's names, checked in their setters, copied when used. */
@NullMarked
package com.alibaba.mqtt.server.config;

import org.jspecify.annotations.NullMarked;
