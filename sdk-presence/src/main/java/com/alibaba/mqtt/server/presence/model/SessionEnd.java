package com.alibaba.mqtt.server.presence.model;

/** How a session ended. */
public enum SessionEnd {
    /** The client said that it is leaving: a {@code disconnect} was seen. */
    CLEAN,
    /** The connection ended without that: only a {@code tcpclean} was seen. */
    LOST,
    /** Another connection with the same client id took its place. */
    TAKEN_OVER,
    /** No notice says so; a query found the client offline. */
    QUERIED,
    /** It has not ended, or how it ended is not known. */
    UNKNOWN
}
