/** What is asked and answered by queries: clients' status, reports, traces, and calls of the OpenAPI. */
@NullMarked
package com.alibaba.mqtt.server.query.model;

import org.jspecify.annotations.NullMarked;
