/** The properties, and what is made of them. Internal. */
@NullMarked
package com.alibaba.mqtt.server.spring.settings;

import org.jspecify.annotations.NullMarked;
