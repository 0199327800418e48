/**
 * What is asked and answered by queries: clients' status, reports, traces, and calls of the OpenAPI.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.query.model;

import org.jspecify.annotations.NullMarked;
