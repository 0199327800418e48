/** Results and errors that notices, messages and queries share. */
@NullMarked
package com.alibaba.mqtt.server.common;

import org.jspecify.annotations.NullMarked;
