/** Rows as a table, JSON, CSV or names; colours and progress on terminals. */
@NullMarked
package com.alibaba.mqtt.server.cli.output;

import org.jspecify.annotations.NullMarked;
