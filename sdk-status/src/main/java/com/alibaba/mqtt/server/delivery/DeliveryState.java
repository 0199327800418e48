package com.alibaba.mqtt.server.delivery;

/**
 * Where a delivery stands. Written by {@link OutstandingDelivery} only.
 *
 * <pre>
 *   received --&gt; WAITING --&gt; RUNNING --&gt; SETTLED      its listener returned, or it is given up
 *                   |         ^ |  |
 *                   |         | |  +---&gt; PAUSING --&gt; SETTLED     failed: goes back after a pause
 *                   v         | |
 *                PARKED ------+ |        behind a call that hangs, beyond the credit
 *                               v
 *                             HELD       "not now": with all others of its source, from WAITING and PARKED too;
 *                               |        its gate lets it go, back to where it was
 *                               +---&gt; WAITING, PARKED
 *
 *   WAITING --&gt; PAUSING                  what could not be handed over goes back after a pause
 *   WAITING, PARKED, HELD --&gt; SETTLED    the consumer stops: goes back
 *   each but SETTLED --&gt; LOST            its connection is lost
 * </pre>
 *
 * <p>What is WAITING, PARKED or HELD is seen by other threads under the monitor of the lanes; what is RUNNING belongs to
 * the thread that runs it, and what is PAUSING to the clock.
 */
enum DeliveryState {
    /** In its lane, and counted against the credit. */
    WAITING,
    /** In its lane behind a call that hangs, and taken out of the credit; that it stays until it ends. */
    PARKED,
    /** At the gate of its source, whose listener says "not now". */
    HELD,
    /** Its listener is called. */
    RUNNING,
    /** The outcome is known; it is settled after a pause. */
    PAUSING,
    /** The server has its outcome, or gets it with the next flush. */
    SETTLED,
    /** Its connection is lost, and with it the delivery; the server delivers the notice again. */
    LOST;

    /** Returns whether it is the end. */
    boolean isLast() {
        return this == SETTLED || this == LOST;
    }

    /** Returns whether it may come next. */
    boolean mayBecome(DeliveryState next) {
        return switch (this) {
            case WAITING -> next != WAITING;
            case PARKED -> next == HELD || next == RUNNING || next.isLast();
            case HELD -> next == WAITING || next == PARKED || next.isLast();
            case RUNNING -> next == HELD || next == PAUSING || next.isLast();
            case PAUSING -> next.isLast();
            case SETTLED, LOST -> false;
        };
    }
}
