/** Commands that receive and send. */
@NullMarked
package com.alibaba.mqtt.server.cli.notices;

import org.jspecify.annotations.NullMarked;
