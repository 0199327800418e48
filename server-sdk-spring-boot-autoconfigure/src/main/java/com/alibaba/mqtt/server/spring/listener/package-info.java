/** Finds the annotated methods, and calls them. Internal. */
@NullMarked
package com.alibaba.mqtt.server.spring.listener;

import org.jspecify.annotations.NullMarked;
