package com.alibaba.mqtt.server.emulator.amqp;

/**
 * Whether the current thread is carrying out what a consumer said about a message, and what it said.
 *
 * <p>Broker-J takes a message that a consumer never settled for a failed delivery when the consumer's connection ends.
 * A consumer may hold a thousand messages it has not looked at, so a few reconnects would move them all to the dead
 * letters. This class is how {@link BackendQueue} tells the two apart.
 */
enum Settling {
    /** Nothing was said: a link or a connection has ended. */
    NOTHING,
    /** The consumer accepted the message. */
    ACCEPTED,
    /** The consumer took back or failed the message. */
    RETURNED,
    /** The consumer gave the message back for the last time that is allowed. */
    EXHAUSTED,
    /** The consumer refused the message permanently. */
    REJECTED;

    private static final ThreadLocal<Settling> CURRENT = ThreadLocal.withInitial(() -> NOTHING);

    static Settling current() {
        return CURRENT.get();
    }

    /** Runs the action as the outcome of what the consumer said. */
    void during(Runnable action) {
        CURRENT.set(this);
        try {
            action.run();
        } finally {
            CURRENT.remove();
        }
    }
}
