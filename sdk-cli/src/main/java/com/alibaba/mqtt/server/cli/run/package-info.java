/** What every command stands on: its surroundings, exit codes and the end by a signal. */
@NullMarked
package com.alibaba.mqtt.server.cli.run;

import org.jspecify.annotations.NullMarked;
