/** Asks the service for the status of clients over its signed HTTP API. Begin with {@code StatusQueryClient}. */
package com.alibaba.mqtt.server.query;
