package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.lanes.Gate;
import com.alibaba.mqtt.server.lanes.Lanes;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Ticker;
import java.util.Map;

/** Takes what one source delivers on one connection. Nothing passes into the wire's thread, whatever is thrown. */
final class Inbox implements Receiver, OutstandingDelivery.Owner {
    /** Pauses grow no more after so many. */
    private static final int MAX_SERIES = 16;

    private final Source source;
    private final Connection from;
    private final Gate gate;
    private final SourceLog log;
    private final Settling settling;
    private final Map<Source, Decoder> decoders;
    private final Lanes lanes;
    private final Ticker ticker;
    private final boolean mayWorkHere;
    /** Deliveries in a row that could not be handed over. Of the wire's thread. */
    private int unread;

    /** @param mayWorkHere whether listeners may be called by the wire's thread, if it has nothing else to do */
    Inbox(
            Source source,
            Connection from,
            Gate gate,
            SourceLog log,
            Settling settling,
            Map<Source, Decoder> decoders,
            Lanes lanes,
            Ticker ticker,
            boolean mayWorkHere) {
        this.source = source;
        this.from = from;
        this.gate = gate;
        this.log = log;
        this.settling = settling;
        this.decoders = decoders;
        this.lanes = lanes;
        this.ticker = ticker;
        this.mayWorkHere = mayWorkHere;
    }

    @Override
    public void receive(Delivery delivery) {
        try {
            take(delivery);
            unread = 0;
        } catch (Throwable e) {
            // Throwable: nothing may pass into the wire's thread
            giveBack(delivery, e);
        }
    }

    private void take(Delivery delivery) {
        settling.counters.received.increment();
        Decoder decoder = decoders.get(source);
        if (decoder == null) {
            delivery.settle(Outcome.RELEASED);
            return;
        }
        Decoder.Call call;
        try {
            if (delivery.unreadable() != null) {
                throw new IllegalArgumentException(delivery.unreadable());
            }
            call = decoder.decode(delivery);
        } catch (RuntimeException | StackOverflowError e) {
            // not only the IllegalArgumentException of the contract; an overflow comes from what is nested too deep
            malformed(delivery, e);
            return;
        }
        if (call == null) {
            delivery.settle(Outcome.ACCEPTED);
        } else {
            settling.counters.arrived(call.bornMillis());
            add(new OutstandingDelivery(this, call, delivery));
        }
    }

    /** What was thrown says nothing about the delivery, so that it is not counted against it. */
    private void giveBack(Delivery delivery, Throwable cause) {
        try {
            settling.counters.failed.increment();
            unread = Math.min(unread + 1, MAX_SERIES);
            long pause = Failures.pauseMillis(unread);
            log.unread(pause, cause);
            settling.later(new OutstandingDelivery(this, Decoders.UNREAD, delivery), Outcome.RELEASED, pause);
        } catch (Throwable e) {
            // it stays unsettled, and comes again with the next connection
            settling.broken.failed("a delivery could not be given back", e);
        }
    }

    private void malformed(Delivery delivery, Throwable cause) {
        settling.counters.malformed.increment();
        log.malformed(cause);
        if (!settling.isNotifiedOfMalformed()) {
            settling.counters.undeliverable.increment();
            delivery.settle(Outcome.REJECTED);
        } else {
            add(new OutstandingDelivery(
                    this, new Decoders.NotifyingOfMalformed(() -> settling.giveUp(this, delivery, cause)), delivery));
        }
    }

    private void add(OutstandingDelivery delivery) {
        if (!lanes.add(delivery)) {
            delivery.settle(Outcome.RELEASED);
        }
        forgetIfLost();
    }

    /** What comes to wait after its connection was lost was not there to be forgotten then. */
    private void forgetIfLost() {
        if (!from.isOpen()) {
            forget(from, lanes, settling);
        }
    }

    /** Forgets what waits of a connection that is lost: the server delivers it again. */
    static void forget(Connection lost, Lanes lanes, Settling settling) {
        lanes.forget(task -> ((OutstandingDelivery) task).forgetIfFrom(lost));
        settling.pauses.forget(lost);
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public Connection from() {
        return from;
    }

    @Override
    public Gate gate() {
        return gate;
    }

    @Override
    public SourceLog log() {
        return log;
    }

    @Override
    public ParkedRoom parkedRoom() {
        return settling.parked;
    }

    @Override
    public void returned(OutstandingDelivery done, Outcome outcome) {
        settling.returned(done, outcome);
    }

    @Override
    public void failed(OutstandingDelivery failed, Throwable thrown) {
        settling.failed(failed, thrown);
        forgetIfLost();
    }

    @Override
    public boolean waits(OutstandingDelivery refused, NotNowException said) {
        boolean waits = lanes.refuse(refused, System.nanoTime() + said.pause().toNanos(), SourceLog.text(said));
        forgetIfLost();
        return waits;
    }

    @Override
    public void notNow(OutstandingDelivery refused, NotNowException said, boolean waits) {
        settling.counters.notNow.increment();
        if (waits) {
            log.notNow(said);
            ticker.keepTicking();
        } else {
            refused.settle(Outcome.RELEASED);
        }
    }

    /** Of the listener that is subscribed now, or else that which refused it. */
    @Override
    public Decoder.Call again(OutstandingDelivery refused) {
        Decoder decoder = decoders.get(source);
        Decoder.Call call = decoder == null ? null : decoder.decode(refused.delivery);
        return call == null ? refused.call() : call;
    }

    @Override
    public void broken(Throwable thrown) {
        settling.broken.failed("a delivery could not be settled; it is tried again", thrown);
    }

    @Override
    public void settleLater(OutstandingDelivery unsettled, Outcome outcome) {
        settling.later(unsettled, outcome, Failures.pauseMillis(1));
    }

    @Override
    public void untried(OutstandingDelivery lost) {
        lanes.untried(lost);
    }

    @Override
    public void endOfBurst(boolean mayStay) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            ticker.keepTicking();
            lanes.work(mayStay && mayWorkHere);
        } catch (Throwable e) {
            // the next tick does it
            settling.broken.failed("no worker could be woken for what came", e);
        }
        if (!interrupted && !mayWorkHere) {
            // an executor that leaves one behind would break the wire
            Thread.interrupted();
        }
    }
}
