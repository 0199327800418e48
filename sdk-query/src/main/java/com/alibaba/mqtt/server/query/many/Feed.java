package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Gives the answers of a query to a subscriber, as many as it asks for. */
public final class Feed implements Flow.Subscription, Runnable, AutoCloseable {
    private final ManyRun run;
    private final Flow.Subscriber<? super QueryAnswer> subscriber;
    private long demand;
    private boolean cancelled;
    private @Nullable Throwable refused;

    /** Creates it. The subscriber is foreign code, which may throw anything: that ends the query. */
    public Feed(ManyRun run, Flow.Subscriber<? super QueryAnswer> subscriber) {
        this.run = run;
        this.subscriber = subscriber;
    }

    @Override
    public synchronized void request(long n) {
        if (n <= 0) {
            refused = new IllegalArgumentException("demand is " + n + "; more than 0 is needed");
        }
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + Math.max(0, n);
        notifyAll();
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        run.close();
        notifyAll();
    }

    /** The client is closed: what is open is told as stopped. */
    @Override
    public synchronized void close() {
        run.close();
        if (demand == 0) {
            cancelled = true;
            refused = CallErrors.stopped();
        }
        notifyAll();
    }

    /** Feeds the subscriber until the end. */
    @Override
    public void run() {
        try {
            feed();
        } catch (Throwable e) {
            // Throwable: the subscriber is foreign code. It broke the rules, and hears no more
            run.close();
        }
    }

    private void feed() throws InterruptedException {
        while (awaitDemand()) {
            QueryAnswer answer = run.next();
            if (isCancelled()) {
                break;
            }
            if (answer == null) {
                ServerException failure = run.failure();
                if (failure == null) {
                    subscriber.onComplete();
                } else {
                    subscriber.onError(failure);
                }
                return;
            }
            subscriber.onNext(answer);
        }
        Throwable why = why();
        run.close();
        if (why != null) {
            subscriber.onError(why);
        }
    }

    /** Waits until an answer may be given; returns false if none will be. */
    private synchronized boolean awaitDemand() throws InterruptedException {
        while (demand == 0 && !cancelled && refused == null) {
            wait();
        }
        if (cancelled || refused != null) {
            return false;
        }
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        return true;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized @Nullable Throwable why() {
        return refused;
    }
}
