/** Threads that the SDK starts for itself: a clock, and one that calls the application; how slow is too slow. */
@NullMarked
package com.alibaba.mqtt.server.threads;

import org.jspecify.annotations.NullMarked;
