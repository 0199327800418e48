package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the receiver of one source, so that whatever it throws costs neither the thread nor the next delivery. */
final class GuardedReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedReceiver.class);

    private final StateLog log = new StateLog(LOG, "a receiver failed");
    private final Receiver receiver;
    /** Whether deliveries came after the last end of a burst. Used by the thread that receives. */
    private boolean inBurst;

    GuardedReceiver(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Hands a delivery over. Returns whether it begins a burst, so that {@link #endBurst} is to be called. */
    boolean receive(Amqp10Delivery delivery) {
        try {
            receiver.receive(delivery);
            log.over();
        } catch (Throwable e) {
            // Throwable: the thread may be the one that reads the socket. RETRY is counted, so it does not come forever
            log.failed("the delivery goes back to the server", e);
            delivery.settle(Outcome.RETRY);
        }
        boolean begins = !inBurst;
        inBurst = true;
        return begins;
    }

    void endBurst() {
        inBurst = false;
        try {
            receiver.endOfBurst(false);
        } catch (Throwable e) {
            // Throwable: the next burst must be begun as well
            log.failed("what came waits for the next burst", e);
        }
    }
}
