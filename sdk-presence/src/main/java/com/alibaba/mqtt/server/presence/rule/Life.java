package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import java.time.Instant;

/** What the facts say about one channel: when it was opened and when it ended, if known. */
final class Life {
    static final long NOT_KNOWN = Long.MIN_VALUE;

    final ChannelId channel;
    Address address = Address.NONE;
    long opened = NOT_KNOWN;
    long disconnected = NOT_KNOWN;
    long closed = NOT_KNOWN;
    /** Whether the time of the opening, or of an end, is a guess. */
    boolean guessedOpening;

    boolean guessedEnd;
    /** Without channel ids: there was a later opening before any end. */
    boolean replaced;

    Life(ChannelId channel) {
        this.channel = channel;
    }

    void add(Fact fact) {
        switch (fact.kind()) {
            case CONNECT -> opened = fact.time();
            case DISCONNECT -> disconnected = fact.time();
            case TCPCLEAN -> closed = fact.time();
        }
        if (fact.guessed()) {
            guessedOpening |= fact.opens();
            guessedEnd |= !fact.opens();
        }
        if (address.isNone()) {
            address = fact.address();
        }
    }

    /** Returns whether a time is not the service's but that of an arrival. */
    boolean isGuessed() {
        return guessedOpening || guessedEnd;
    }

    boolean isOpened() {
        return opened != NOT_KNOWN;
    }

    /** An announced end is one too: the client said that it is leaving, and the server must close. */
    boolean isEnded() {
        return disconnected != NOT_KNOWN || closed != NOT_KNOWN;
    }

    /** Returns the time of the first sign of the end. */
    long ended() {
        return disconnected == NOT_KNOWN || closed == NOT_KNOWN
                ? Math.max(disconnected, closed)
                : Math.min(disconnected, closed);
    }

    /** Returns the opening, or the end of a channel whose opening never came. */
    long begin() {
        return isOpened() ? opened : ended();
    }

    /** Of equal times the channel decides, so that the order is the same whatever came first. */
    boolean isNewerThan(Life other) {
        int order = Long.compare(begin(), other.begin());
        return order > 0 || (order == 0 && channel.compareTo(other.channel) > 0);
    }

    Session session(SessionEnd end) {
        return new Session(
                channel.text(),
                address.text(),
                isOpened() ? Instant.ofEpochMilli(opened) : null,
                isEnded() ? Instant.ofEpochMilli(ended()) : null,
                end);
    }
}
