package com.alibaba.mqtt.server.presence;

/**
 * Why a state may be wrong although the notices that came prove it. A tracker with a live query asks the service then; the
 * answer settles it.
 */
public enum Doubt {
    /** There is no doubt. */
    NONE(0),
    /** Nothing is known, or so many connections within the tolerance that those that count may be forgotten. */
    UNKNOWN(1),
    /** Two connections began, or without channel ids an end and an opening came, too near each other to tell which was first. */
    ORDER(2),
    /** A notice had no time that can be used, so that its place among the others is a guess. */
    TIME(3),
    /** A connection ended whose opening never came: it may be later than the one that is open. */
    LOST_NOTICE(4),
    /** A live answer says otherwise, asked for at about the time of the notices. */
    ANSWER(5),
    /** An answer from the service's cache says otherwise. */
    CACHE(6),
    /** The tracker has begun, and what happened before may have been missed. */
    START(7),
    /** The connection to the server or to the store was lost, and a notice may have been missed. */
    GAP(8),
    /** A notice of this client was given up. */
    GIVEN_UP(9),
    /** Nothing was heard of the client for the {@linkplain PresenceTrackerBuilder#maxAge maximum age}. */
    AGE(10),
    /** The cached query gave no answer about the client. */
    UNANSWERED(11),
    /** The application wants to know. */
    WATCHED(12);

    /** As it stands in a record; never to be changed. */
    final int code;

    Doubt(int code) {
        this.code = code;
    }

    /** Returns the one of that code. */
    static Doubt of(int code) {
        for (Doubt doubt : values()) {
            if (doubt.code == code) {
                return doubt;
            }
        }
        throw new IllegalArgumentException("a presence record has the unknown doubt " + code);
    }
}
