package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.lanes.Gate;
import com.alibaba.mqtt.server.lanes.Task;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import org.jspecify.annotations.Nullable;

/**
 * A delivery on its way to its listener and back: the only one that writes its {@link DeliveryState}. There is one for
 * each notice, so every field counts.
 */
final class OutstandingDelivery extends Task {
    /** Whose it is: one source on one connection. */
    interface Owner {
        Source source();

        Connection from();

        Gate gate();

        SourceLog log();

        ParkedRoom parkedRoom();

        /** Returns the call for one whose listener said "not now". */
        Decoder.Call again(OutstandingDelivery refused);

        /** Its call returned; this settles it. */
        void returned(OutstandingDelivery done, Outcome outcome);

        /** Its call threw; this settles it, or lets it pause. */
        void failed(OutstandingDelivery failed, Throwable thrown);

        /** Its listener said "not now"; this lets it wait at its gate and returns true, or returns false. */
        boolean waits(OutstandingDelivery refused, NotNowException said);

        /** After that: logs and counts it, and settles what does not wait. */
        void notNow(OutstandingDelivery refused, NotNowException said, boolean waits);

        /** It could not be settled. */
        void broken(Throwable thrown);

        /** It is settled later, after a short pause. */
        void settleLater(OutstandingDelivery unsettled, Outcome outcome);

        /** Its connection is lost, and its listener was not called. */
        void untried(OutstandingDelivery lost);
    }

    final Owner owner;
    final Delivery delivery;
    /** May become that of another listener, of the same client. */
    private Decoder.Call call;

    private DeliveryState state = DeliveryState.WAITING;
    /** Whether the listener said "not now". */
    private boolean refused;
    /** Its size, if it was parked: then it counts as parked until it ends. */
    private int parkedBytes;

    OutstandingDelivery(Owner owner, Decoder.Call call, Delivery delivery) {
        this.owner = owner;
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
        return call.outcome() == Outcome.ACCEPTED ? owner.gate() : null;
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
            if (!owner.from().isOpen()) {
                become(DeliveryState.LOST);
                owner.untried(this);
                return;
            }
            become(DeliveryState.RUNNING);
            outcome = Outcome.RELEASED;
            if (refused) {
                call = owner.again(this);
            }
            Throwable thrown = thrownByCall();
            if (thrown == null) {
                outcome = call.outcome();
                owner.returned(this, outcome);
            } else if (thrown instanceof NotNowException notNow) {
                refused = true;
                waits = owner.waits(this, notNow);
                // if it waits, another thread may have it by now
                outcome = waits ? null : outcome;
                owner.notNow(this, notNow, waits);
            } else {
                outcome = Outcome.RETRY;
                owner.failed(this, thrown);
            }
        } catch (Throwable e) {
            // not the listener's: what is ours or the wire's, such as an OutOfMemoryError
            owner.broken(e);
            if (outcome != null && state == DeliveryState.RUNNING) {
                owner.settleLater(this, outcome);
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
        if (parkedBytes > 0 || !owner.from().isOpen()) {
            return;
        }
        // at least 1, as 0 says that it is not parked
        int size = delivery.body().length + 1;
        if (owner.parkedRoom().add(size)) {
            parkedBytes = size;
            become(DeliveryState.PARKED);
            delivery.park();
        }
    }

    private void leaveParkedRoom() {
        if (parkedBytes > 0) {
            owner.parkedRoom().remove(parkedBytes);
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
        if (owner.from() != lost) {
            return false;
        }
        leaveParkedRoom();
        become(DeliveryState.LOST);
        return true;
    }

    /** Ends its pause if it came by this connection; else returns false. */
    boolean endPauseIfFrom(Connection lost) {
        if (owner.from() != lost) {
            return false;
        }
        become(DeliveryState.LOST);
        return true;
    }
}
