/** The events and messages the service delivers. Immutable, but for {@link com.alibaba.mqtt.server.model.StringPair}. */
package com.alibaba.mqtt.server.model;
