/**
 * The emulator in tests with JUnit 5 and 6.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.emulator.junit5;

import org.jspecify.annotations.NullMarked;
