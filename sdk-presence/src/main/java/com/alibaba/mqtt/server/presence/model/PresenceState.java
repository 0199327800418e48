package com.alibaba.mqtt.server.presence.model;

/** Whether a client has a connection. */
public enum PresenceState {
    /** Nothing proves either: never seen, or what is known contradicts itself. */
    UNKNOWN,
    /** It has a connection. */
    ONLINE,
    /** Its newest known connection ended. */
    OFFLINE
}
