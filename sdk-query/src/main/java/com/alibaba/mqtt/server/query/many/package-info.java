/** Queries for many clients, made of many calls. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.query.many;

import org.jspecify.annotations.NullMarked;
