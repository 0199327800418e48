/**
 * Asks the service for the status of clients over its signed HTTP API. Begin with {@code StatusQueryClient}.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.query;

import org.jspecify.annotations.NullMarked;
