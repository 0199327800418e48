/** One HTTP request and its answer, by the HTTP client inside this jar. Internal to this SDK. */
@NullMarked
package com.alibaba.mqtt.server.query.http;

import org.jspecify.annotations.NullMarked;
