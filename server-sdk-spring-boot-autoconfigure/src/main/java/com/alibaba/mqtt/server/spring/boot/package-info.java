/** The auto-configuration. Internal. */
@NullMarked
package com.alibaba.mqtt.server.spring.boot;

import org.jspecify.annotations.NullMarked;
