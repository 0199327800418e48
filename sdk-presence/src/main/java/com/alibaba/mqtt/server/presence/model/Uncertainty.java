package com.alibaba.mqtt.server.presence.model;

/**
 * Why a state may be wrong although the notices that came prove it. A tracker with a live query asks the service then; the
 * answer ends it.
 */
public enum Uncertainty {
    /** The state is certain. */
    NONE,
    /** Nothing is known, or so many connections within the tolerance that those that count may be forgotten. */
    UNKNOWN,
    /**
     * Two connections began, or without channel ids an end and an opening came, too near each other to show which was
     * first.
     */
    ORDER,
    /** A notice had no time that can be used, so that its place among the others is a guess. */
    TIME,
    /** A connection ended whose opening never came: it may be later than the one that is open. */
    LOST_NOTICE,
    /** A live answer says otherwise, asked for at about the time of the notices. */
    ANSWER,
    /** An answer from the service's cache says otherwise. */
    CACHE,
    /** The tracker has begun, and what happened before may have been missed. */
    START,
    /** The connection to the server or to the store was lost, and a notice may have been missed. */
    GAP,
    /** A notice of this client was dead-lettered. */
    GIVEN_UP,
    /**
     * There was neither a notice nor an answer for the {@linkplain
     * com.alibaba.mqtt.server.presence.PresenceTrackerBuilder#maxAge maximum age}.
     */
    AGE,
    /** The cached query gave no answer about the client. */
    UNANSWERED,
    /** The application asked for it, by {@link com.alibaba.mqtt.server.presence.PresenceTracker#watch}. */
    WATCHED
}
