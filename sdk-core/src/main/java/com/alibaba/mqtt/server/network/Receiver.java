package com.alibaba.mqtt.server.network;

/** Takes the deliveries of one source. Never throws, nor leaves an interrupt behind, whatever happens behind it. */
public interface Receiver {
    /**
     * Takes a delivery, which will be settled once, by any thread. Called in the order of arrival, one call at a
     * time. Must not block: the calling thread may be the one that reads the socket and keeps the heartbeat.
     */
    void receive(Delivery delivery);

    /**
     * Ends a burst: no other delivery follows immediately, and what was received should be worked on. Called by any thread,
     * at the end of each burst, so that threads are woken once for many.
     *
     * @param mayStay whether the receiver may keep the calling thread as long as it likes, to work on what it received:
     *     the wire needs it no more. Else this must not block either
     */
    void endOfBurst(boolean mayStay);
}
