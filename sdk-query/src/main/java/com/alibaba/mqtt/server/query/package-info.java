/** Asks the service for the status of clients over its signed HTTP API. Begin with {@code StatusQueryClient}. */
@NullMarked
package com.alibaba.mqtt.server.query;

import org.jspecify.annotations.NullMarked;
