package com.alibaba.mqtt.server.network;

/** One message in hand: received, and not settled yet. */
public interface Delivery {
    /** Returns the bytes of the message; empty if it holds something that is no bytes and no text. Never null. */
    byte[] body();

    /** Returns how many deliveries of this message failed before, as far as the server tells; 0 for the first. */
    int failedBefore();

    /**
     * Ends the delivery. Any thread, once. Does not throw: when the connection is gone the server delivers the message
     * again anyway.
     */
    void settle(Outcome outcome);
}
