package com.alibaba.mqtt.server.delivery;

/**
 * Where a delivery stands. Written by {@link OutstandingDelivery} only.
 *
 * <pre>
 *             received
 *                |
 *                v       its source waits
 *       +---- WAITING ----------------------&gt; HELD --+
 *       |        |  ^                          ^  ^   |
 *       |        |  |  the gate lets it go     |  |   |
 *       |        |  +--------------------------|--|---+
 *       |        |                             |  |   |
 *       |        +--&gt; PARKED ------------------+  |   |   behind a call that hangs
 *       |        |      |  ^                      |   |
 *       |        |      |  +----------------------|---+
 *       |        v      v                         |
 *       |       RUNNING --------------------------+   "not now"
 *       |        |    |
 *       |        |    +--&gt; PAUSING                    failed, or not handed over
 *       |        |            |                       (which comes from WAITING)
 *       v        v            v
 *    SETTLED  SETTLED      SETTLED                    and from each of them: LOST
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
