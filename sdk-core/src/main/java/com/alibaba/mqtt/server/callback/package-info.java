/** What an application implements. */
@NullMarked
package com.alibaba.mqtt.server.callback;

import org.jspecify.annotations.NullMarked;
