package com.alibaba.mqtt.server.emulator.amqp;

import org.apache.qpid.server.message.MessageInstance.ConsumerAcquiredState;
import org.apache.qpid.server.message.MessageInstance.EntryState;
import org.apache.qpid.server.message.MessageInstance.State;

/** Counts the deliveries of one queue and what became of them. Safe for many threads. */
final class Tally {
    private long delivered;
    private long accepted;
    private long rejected;
    private long released;
    private long takenBack;
    private long deadLettered;

    /**
     * Counts a step of a message, if it is one of a delivery.
     *
     * @param said what the consumer has said, if this step is by its word
     */
    synchronized void count(EntryState before, EntryState now, Settling said) {
        if (before.getState() != State.ACQUIRED) {
            // else the broker itself takes it, to drop it
            delivered += now instanceof ConsumerAcquiredState ? 1 : 0;
        } else if (before instanceof ConsumerAcquiredState && now.getState() == State.AVAILABLE) {
            if (said == Settling.NOTHING) {
                takenBack++;
            } else {
                released++;
            }
        } else if (before instanceof ConsumerAcquiredState && now.getState() == State.DEQUEUED) {
            removed(said);
        }
    }

    private void removed(Settling said) {
        switch (said) {
            // nothing: the word of a consumer that is not counted is its ack
            case NOTHING, ACCEPTED -> accepted++;
            case REJECTED -> {
                rejected++;
                deadLettered++;
            }
            case RETURNED, EXHAUSTED -> {
                released++;
                deadLettered++;
            }
        }
    }

    /** The queue is deleted: what is outstanding can end in no other way. */
    synchronized void takeBackAll() {
        takenBack += now().outstanding();
    }

    synchronized Deliveries now() {
        return new Deliveries(delivered, accepted, rejected, released, takenBack, deadLettered);
    }

    synchronized void clear() {
        delivered = 0;
        accepted = 0;
        rejected = 0;
        released = 0;
        takenBack = 0;
        deadLettered = 0;
    }
}
