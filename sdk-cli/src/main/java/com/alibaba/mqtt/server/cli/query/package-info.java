/** Commands that ask the service. */
@NullMarked
package com.alibaba.mqtt.server.cli.query;

import org.jspecify.annotations.NullMarked;
