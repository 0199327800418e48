package com.alibaba.mqtt.server.emulator.amqp;

/**
 * The deliveries of a queue so far, each of which has ended in one of four ways or is outstanding.
 *
 * @param accepted settled as done
 * @param rejected refused permanently
 * @param released given back by a word of the consumer
 * @param takenBack not settled when the consumer or its connection ended, or the queue was deleted
 * @param deadLettered how many messages went to the dead letters, by a rejection or after the last attempt
 */
public record Deliveries(
        long delivered, long accepted, long rejected, long released, long takenBack, long deadLettered) {

    /** Delivered, and nothing has become of them yet. */
    public long outstanding() {
        return delivered - accepted - rejected - released - takenBack;
    }
}
