package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.lanes.Gate;
import com.alibaba.mqtt.server.lanes.Task;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A delivery on its way to its listener and back: the only one that writes its {@link DeliveryState}. There is one for
 * each notice, so every field counts.
 */
final class OutstandingDelivery extends Task {
    final Inbox inbox;
    final Delivery delivery;
    /** May become that of another listener, of the same client. */
    private Decoder.Call call;

    private DeliveryState state = DeliveryState.WAITING;
    /** Whether the listener said "not now". */
    private boolean refused;
    /** Its size, if it was parked: then it counts as parked until it ends. */
    private int parkedBytes;

    OutstandingDelivery(Inbox inbox, Decoder.Call call, Delivery delivery) {
        this.inbox = inbox;
        this.call = call;
        this.delivery = delivery;
    }

    private void become(DeliveryState next) {
        assert state.mayBecome(next) : state + " becomes " + next;
        state = next;
    }

    DeliveryState state() {
        return state;
    }

    Decoder.Call call() {
        return call;
    }

    @Override
    public String key() {
        return call.clientId();
    }

    /** Returns none for what is given up, of which another listener is notified. */
    @Override
    protected @Nullable Gate gate() {
        return call.outcome() == Outcome.ACCEPTED ? inbox.gate : null;
    }

    @Override
    protected void waitsAtGate() {
        // what is held already may be taken once more, when its source is refused again
        if (state != DeliveryState.HELD) {
            become(DeliveryState.HELD);
        }
    }

    @Override
    protected void waitsInLane() {
        become(parkedBytes > 0 ? DeliveryState.PARKED : DeliveryState.WAITING);
    }

    @Override
    protected void run() {
        boolean waits = false;
        Outcome outcome = null;
        try {
            if (!inbox.from.isOpen()) {
                become(DeliveryState.LOST);
                inbox.untried(this);
                return;
            }
            become(DeliveryState.RUNNING);
            outcome = Outcome.RELEASED;
            if (refused) {
                call = inbox.again(this);
            }
            Throwable thrown = thrownByCall();
            if (thrown == null) {
                outcome = call.outcome();
                inbox.settling.returned(this, outcome);
            } else if (thrown instanceof NotNowException notNow) {
                refused = true;
                waits = inbox.waits(this, notNow);
                // if it waits, another thread may have it by now
                outcome = waits ? null : outcome;
                inbox.notNow(this, notNow, waits);
            } else {
                outcome = Outcome.RETRY;
                inbox.settling.failed(this, thrown);
            }
        } catch (Throwable e) {
            // not the listener's: what is ours or the wire's, such as an OutOfMemoryError
            inbox.settling.broken.failed("a delivery could not be settled; it is tried again", e);
            if (outcome != null && state == DeliveryState.RUNNING) {
                inbox.settling.later(this, outcome, Failures.pauseMillis(1));
            }
        } finally {
            if (!waits) {
                leaveParkedRoom();
            }
        }
    }

    /** Calls the listener; returns null if it returned. */
    private @Nullable Throwable thrownByCall() {
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

    /** While it waits in its lane. */
    void park() {
        if (parkedBytes > 0 || !inbox.from.isOpen()) {
            return;
        }
        // at least 1, as 0 says that it is not parked
        int size = delivery.body().length + 1;
        if (inbox.settling.parked.add(size)) {
            parkedBytes = size;
            become(DeliveryState.PARKED);
            delivery.holdBack();
        }
    }

    private void leaveParkedRoom() {
        if (parkedBytes > 0) {
            inbox.settling.parked.remove(parkedBytes);
        }
    }

    /** Its outcome is known; it is settled after a pause. */
    void pause() {
        become(DeliveryState.PAUSING);
    }

    /** Settles it. Throws what the JVM throws; then the state is as before. */
    void settle(Outcome outcome) {
        delivery.settle(outcome);
        become(DeliveryState.SETTLED);
    }

    /** Ends it unprocessed if it waits and came by this connection; else returns false. */
    boolean forgetIfFrom(Connection lost) {
        if (inbox.from != lost) {
            return false;
        }
        leaveParkedRoom();
        become(DeliveryState.LOST);
        return true;
    }

    /** Ends its pause if it came by this connection; else returns false. */
    boolean endPauseIfFrom(Connection lost) {
        if (inbox.from != lost) {
            return false;
        }
        become(DeliveryState.LOST);
        return true;
    }
}
