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

    /**
     * One call of a listener.
     *
     * @param clientId calls with the same client id happen one after the other
     * @param about names the event in a log
     * @param bornMillis when the event happened, milliseconds since 1970, as far as known; 0 if not
     * @param listener the call; what it throws means that it failed
     */
    record Call(String clientId, Object about, long bornMillis, Runnable listener) {}
}
