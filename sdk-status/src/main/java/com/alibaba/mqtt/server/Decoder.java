package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.network.Delivery;

/** Makes of a delivery the call of the application's listener. */
@FunctionalInterface
interface Decoder {
    /**
     * Reads the delivery.
     *
     * @return null if the delivery is of a kind that the listener did not ask for: it is settled as done
     * @throws IllegalArgumentException if the delivery is malformed; the message says why
     */
    Call decode(Delivery delivery);

    /** One call of a listener. */
    interface Call {
        /** Calls with the same client id happen one after the other. */
        String clientId();

        /** When the event happened, milliseconds since 1970, as far as known; 0 if not. */
        long bornMillis();

        /** Does the call; what it throws means that it failed. */
        void run();

        /** Tells the listener that its last attempt was the last one; what it throws changes nothing. */
        default void givenUp(Throwable lastFailure) {}

        /** Names the event in a log. */
        @Override
        String toString();
    }
}
