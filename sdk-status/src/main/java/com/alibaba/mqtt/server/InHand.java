package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;

/** A delivery on its way through a lane. There is one for each notice, so every field counts. */
final class InHand extends Lanes.Task {
    final Inbox inbox;
    final Delivery delivery;
    private final Outcome whenReturned;
    /** May become that of another listener, of the same client. */
    Decoder.Call call;
    /** Whether the listener said "not now". */
    private boolean refused;
    /** Its size, if it is parked. */
    private int parkedBytes;

    InHand(Inbox inbox, Decoder.Call call, Delivery delivery, Outcome whenReturned) {
        this.inbox = inbox;
        this.call = call;
        this.delivery = delivery;
        this.whenReturned = whenReturned;
    }

    @Override
    String key() {
        return call.clientId();
    }

    /** Of what is given up and told to another listener: none. */
    @Override
    Gate gate() {
        return whenReturned == Outcome.ACCEPTED ? inbox.gate : null;
    }

    @Override
    void run() {
        Outcome outcome = null;
        boolean waits = false;
        try {
            if (!inbox.from.isOpen()) {
                inbox.untried(this);
                return;
            }
            outcome = Outcome.RELEASED;
            if (refused) {
                call = inbox.again(this);
            }
            Throwable thrown = thrownByCall();
            if (thrown == null) {
                outcome = whenReturned;
                inbox.settling.returned(this, outcome);
            } else if (thrown instanceof NotNowException notNow) {
                refused = true;
                waits = inbox.waits(this, notNow);
                // if it waits, another thread may have it by now
                outcome = waits ? null : outcome;
                inbox.notNow(delivery, notNow, waits);
            } else {
                outcome = Outcome.RETRY;
                inbox.settling.failed(this, thrown);
            }
        } catch (Throwable e) {
            // not the listener's: what is ours or the wire's, such as an OutOfMemoryError
            inbox.settling.broken.failed("a delivery could not be settled; it is tried again", e);
            if (outcome != null) {
                inbox.settling.later(delivery, inbox.from, outcome, Failures.pauseMillis(1));
            }
        } finally {
            if (!waits) {
                letGo();
            }
        }
    }

    /** Calls the listener; returns null if it returned. */
    private Throwable thrownByCall() {
        try {
            call.run();
            return null;
        } catch (Throwable e) {
            // Throwable: whatever the listener throws, an Error too, must neither lose the notice nor end the lane
            return e;
        } finally {
            // an interrupt that the listener left behind would break the settling of this notice and the next call
            Thread.interrupted();
        }
    }

    /** While it waits. */
    void park() {
        if (parkedBytes > 0 || !inbox.from.isOpen()) {
            return;
        }
        // at least 1, as 0 says that it is not parked
        int size = delivery.body().length + 1;
        if (inbox.settling.parked.add(size)) {
            parkedBytes = size;
            delivery.holdBack();
        }
    }

    private void letGo() {
        if (parkedBytes > 0) {
            inbox.settling.parked.remove(parkedBytes);
        }
    }

    /** Ends it unprocessed, if it came by this connection; else returns false. */
    boolean endsWith(Connection lost) {
        boolean ends = inbox.from == lost;
        if (ends) {
            letGo();
        }
        return ends;
    }
}
