/** Finds out step by step what is wrong. */
@NullMarked
package com.alibaba.mqtt.server.cli.doctor;

import org.jspecify.annotations.NullMarked;
