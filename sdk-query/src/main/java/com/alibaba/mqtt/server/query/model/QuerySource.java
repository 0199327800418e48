package com.alibaba.mqtt.server.query.model;

/** How fresh the service's answer is. */
public enum QuerySource {
    /** The service looked at the client's session when it was asked. */
    LIVE,
    /** The service answered from its cache, which may disagree with the truth. */
    CACHED
}
