package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import org.jspecify.annotations.Nullable;

/** Turns a delivery into the call of the application's listener. */
@FunctionalInterface
public interface Decoder {
    /**
     * Reads the delivery.
     *
     * @return null if the delivery is of a kind that the listener did not ask for: it is settled as done
     * @throws IllegalArgumentException if the delivery is malformed; the message says why
     */
    @Nullable
    Call decode(Delivery delivery);

    /** One call of a listener. */
    interface Call {
        /** Returns the client id; calls with the same one happen one after the other. */
        String clientId();

        /** Returns when the event happened, milliseconds since 1970, as far as known; 0 if not. */
        long bornMillis();

        /** Returns the outcome of the delivery if the call returns. */
        default Outcome outcome() {
            return Outcome.ACCEPTED;
        }

        /** Does the call; what it throws means that it failed. */
        void run();

        /** Notifies the listener that this was the last attempt; what it throws changes nothing. */
        default void givenUp(Throwable lastFailure) {}

        /** Names the event in a log. */
        @Override
        String toString();
    }
}
