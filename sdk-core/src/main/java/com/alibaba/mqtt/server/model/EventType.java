package com.alibaba.mqtt.server.model;

import org.jspecify.annotations.Nullable;

/**
 * The kind of event a {@link StatusNotice} reports, as the service names it in {@code eventType}.
 *
 * <p>Only {@link #TCPCLEAN} proves that a connection is gone; {@link #DISCONNECT} announces it.
 */
public enum EventType {
    /** {@code connect}: the client opened a connection. */
    CONNECT("connect", StatusType.ONLINE),
    /** {@code disconnect}: the client said that it is leaving; its {@link #TCPCLEAN} follows, or came first. */
    DISCONNECT("disconnect", StatusType.OFFLINE),
    /** {@code tcpclean}: the TCP connection ended, announced or not. */
    TCPCLEAN("tcpclean", StatusType.OFFLINE);

    private final String wireName;
    private final StatusType statusType;

    EventType(String wireName, StatusType statusType) {
        this.wireName = wireName;
        this.statusType = statusType;
    }

    /** Returns the service's own word, for example {@code tcpclean}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the status type that the cloud SDK gives to this event: ONLINE for connect, OFFLINE for the two others. */
    public StatusType statusType() {
        return statusType;
    }

    /** Returns the event with this word, or null when the service used a word that this SDK does not know. */
    static @Nullable EventType ofWireName(String word) {
        return switch (word) {
            case "connect" -> CONNECT;
            case "disconnect" -> DISCONNECT;
            case "tcpclean" -> TCPCLEAN;
            default -> null;
        };
    }
}
