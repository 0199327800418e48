package com.alibaba.mqtt.server.model;

/** What a {@link StatusNotice} says happened to the client, in the two words of the cloud SDK. */
public enum StatusType {
    /** A connection of the client was opened. */
    ONLINE,
    /** A connection of the client ended, or the client announced that it is leaving. */
    OFFLINE
}
