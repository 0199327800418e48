/** Finds each setting, and says where it was found. */
@NullMarked
package com.alibaba.mqtt.server.cli.settings;

import org.jspecify.annotations.NullMarked;
