package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.UndeliverableListener;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;

/**
 * What becomes of a consumer's deliveries: done, tried again after a pause, or given up. The {@link Failures} count, the
 * {@link Pauses} keep the time, and what they mean is decided here. Any thread.
 */
final class Settling {
    final Counters counters = new Counters();
    /** Of what should not fail: steps of ours, and the settling. */
    final StateLog broken;
    /** Failed ones, before they go back. */
    final Pauses pauses;

    final ParkedRoom parked;
    private final DeliverySettings settings;
    private final Runnable keepTicking;
    private final Failures failures = new Failures();

    /** @param keepTicking has {@link Pauses#settle} called soon */
    Settling(DeliverySettings settings, StateLog broken, Runnable keepTicking) {
        this.settings = settings;
        this.broken = broken;
        this.keepTicking = keepTicking;
        this.pauses = new Pauses(broken);
        this.parked = new ParkedRoom(settings.maxParked(), settings.maxUnsettledBytes());
    }

    /** Returns whether somebody is notified of malformed deliveries. */
    boolean isNotifiedOfMalformed() {
        return settings.undeliverableListener() != null;
    }

    /** The call returned. */
    void returned(OutstandingDelivery done, Outcome outcome) {
        if (outcome == Outcome.ACCEPTED) {
            counters.processed.increment();
        }
        if (done.delivery.failedBefore() > 0) {
            failures.forget(done.owner.source(), done.call(), done.delivery);
        }
        done.settle(outcome);
    }

    /** The call threw. */
    void failed(OutstandingDelivery failed, Throwable thrown) {
        counters.failed.increment();
        OutstandingDelivery.Owner owner = failed.owner;
        int times = failures.failed(owner.source(), failed.call(), failed.delivery);
        if (times >= settings.maxAttempts()) {
            owner.log().givenUp(failed.call(), times, thrown);
            notifyListener(failed, thrown);
            giveUp(owner, failed.delivery, thrown);
            failures.forget(owner.source(), failed.call(), failed.delivery);
            failed.settle(Outcome.REJECTED);
            return;
        }
        long pause = Failures.pauseMillis(times);
        owner.log().failed(failed.call(), times, pause, thrown);
        later(failed, Outcome.RETRY, pause);
    }

    /** Notifies the listener itself that it was the last attempt. */
    private static void notifyListener(OutstandingDelivery failed, Throwable thrown) {
        try {
            failed.call().givenUp(thrown);
        } catch (Throwable e) {
            // Throwable: as for its other method
            failed.owner.log().notifyingFailed(e);
        } finally {
            Thread.interrupted();
        }
    }

    /** Settles it after a pause. */
    void later(OutstandingDelivery delivery, Outcome outcome, long pauseMillis) {
        if (!pauses.add(delivery, outcome, pauseMillis)) {
            delivery.settle(outcome);
        }
        keepTicking.run();
    }

    /** Notifies the application. */
    void giveUp(OutstandingDelivery.Owner owner, Delivery delivery, Throwable cause) {
        counters.undeliverable.increment();
        UndeliverableListener listener = settings.undeliverableListener();
        if (listener == null) {
            return;
        }
        try {
            listener.onUndeliverable(owner.source().name(), delivery.body(), cause);
        } catch (Throwable e) {
            // Throwable: as for any other listener
            owner.log().notifyingFailed(e);
        } finally {
            Thread.interrupted();
        }
    }
}
