/**
 * The emulator as a program.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.emulator.program;

import org.jspecify.annotations.NullMarked;
