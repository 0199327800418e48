/** The one door to the query client. */
@NullMarked
package com.alibaba.mqtt.server.cli.service;

import org.jspecify.annotations.NullMarked;
