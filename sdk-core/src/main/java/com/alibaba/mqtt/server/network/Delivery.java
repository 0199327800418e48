package com.alibaba.mqtt.server.network;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One notice or message that a server handed over, until it is settled. */
public interface Delivery {
    /** Returns the bytes of the message; empty if it holds something that is no bytes and no text. Never null. */
    byte[] body();

    /**
     * Returns why nothing of it can be read, in words fit for a log; null if it can be, as nearly all can. It is larger
     * than {@link ConnectionSettings#maxMessageBytes()}, or the protocol's library cannot read what the server sent. It
     * is to be rejected; its body is empty then.
     */
    default @Nullable String unreadable() {
        return null;
    }

    /** Returns the server's id of the message, or null. */
    @Nullable
    String messageId();

    /** Returns the text headers of the message (AMQP 1.0: application properties). Never null. */
    Map<String, String> headers();

    /** Returns the MQTT 5 content type, or null. */
    @Nullable
    String contentType();

    /** Returns the MQTT 5 message expiry interval as the server sent it, or null. */
    @Nullable
    String expiration();

    /** Returns how many deliveries of this message failed before, as far as the server counts them; 0 for the first. */
    int failedBefore();

    /**
     * Takes the delivery out of the credit: it is still to be settled, and the server may send one more meanwhile. Once,
     * before it is settled; any thread. Sent to the server later, at {@link Wire#flush()} at the latest. Does not block.
     */
    void park();

    /**
     * Ends the delivery. Any thread, once. The outcome may be sent later, with others: at {@link Wire#flush()} at the
     * latest. Does not throw: when the connection is gone the server delivers the message again anyway.
     */
    void settle(Outcome outcome);
}
