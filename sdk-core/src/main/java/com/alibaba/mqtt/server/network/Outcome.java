package com.alibaba.mqtt.server.network;

/** What becomes of a delivery. Each wire says it in its protocol's words. */
public enum Outcome {
    /** Done; the server forgets it. */
    ACCEPTED,
    /** Failed; the server counts the failure and delivers it again, or dead-letters it after too many. */
    RETRY,
    /** Never good for anyone; the server dead-letters it. */
    REJECTED,
    /** Not tried; the server delivers it again, to anyone, without counting. */
    RELEASED
}
