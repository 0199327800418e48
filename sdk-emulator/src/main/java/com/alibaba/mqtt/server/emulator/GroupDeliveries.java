package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.Deliveries;

/**
 * What became of the notices of a group at the backends, since the emulator was started or reset. Each delivery is
 * accepted, rejected, released or taken back, or else outstanding; a notice can be delivered several times.
 *
 * @param delivered handed over to a consumer
 * @param accepted settled as processed
 * @param rejected refused permanently: AMQP 1.0 rejected, 0-9-1 requeue false
 * @param released given back to be delivered again: AMQP 1.0 released or modified, 0-9-1 requeue true
 * @param takenBack not settled when its consumer or connection ended, or the queue was deleted
 * @param outstanding delivered, and nothing of all this yet
 * @param deadLettered notices that went to the dead letters: rejected, or released as often as they may
 * @param queued notices in the queue, the outstanding ones included
 */
public record GroupDeliveries(
        long delivered,
        long accepted,
        long rejected,
        long released,
        long takenBack,
        long outstanding,
        long deadLettered,
        long queued) {

    static GroupDeliveries of(Deliveries counted, long queued) {
        return new GroupDeliveries(
                counted.delivered(),
                counted.accepted(),
                counted.rejected(),
                counted.released(),
                counted.takenBack(),
                counted.outstanding(),
                counted.deadLettered(),
                queued);
    }

    /** How many deliveries a consumer has settled, in whatever way. */
    public long settled() {
        return accepted + rejected + released;
    }
}
