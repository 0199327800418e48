package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.WireProvider;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of one channel whose outcome the server does not have yet, in the order of their tags.
 *
 * <ol>
 *   <li>One frame can accept all deliveries up to a tag. So an accepted delivery waits in the list, until enough have
 *       been accepted, or {@link #flush}; then one frame accepts all before the first that is still in work.
 *   <li>What is accepted behind that one waits longer, up to {@code maxBehind} or the next flush; then each gets a frame.
 *   <li>Every other outcome gets its frame immediately. But when no more is to come, what was not tried gets none: the server
 *       may count what is returned as a failure, and does not count what the end of the channel cuts short.
 *   <li>A delivery leaves the list when its frame is written, under {@code sending}; so frames are written in the order
 *       in which the list was read, and none accepts what another thread is about to give back.
 *   <li>The list itself has a lock of its own, the monitor, under which nothing is written: the thread that reads the socket
 *       must not wait for a write that is stuck.
 *   <li>At most {@code credit} are in the list, besides those parked. A server that keeps to the limit it was given
 *       never delivers more; one that does not is read no further.
 *   <li>Whatever goes wrong in here ends the connection: then the server delivers again what it has no outcome of.
 * </ol>
 */
final class Unsettled {
    private static final Logger LOG = LoggerFactory.getLogger(Unsettled.class);
    private static final int MAX_BEHIND = 4 * WireProvider.MAX_SETTLED_TOGETHER;

    private final Channel channel;
    private final Runnable endOfConnection;
    private final int credit;
    private final int enough;
    private final int maxBehind;
    private final ReentrantLock sending = new ReentrantLock();
    private @Nullable Amqp091Delivery first;
    private @Nullable Amqp091Delivery last;
    private int size;
    private int accepted;
    private int parked;
    private boolean stopping;
    private boolean ended;

    /** @param endOfConnection ends the connection; does not block */
    Unsettled(Channel channel, Runnable endOfConnection, int credit) {
        this.channel = channel;
        this.endOfConnection = endOfConnection;
        this.credit = credit;
        // with little credit what waits must not be most of it
        this.enough = Math.max(1, Math.min(WireProvider.MAX_SETTLED_TOGETHER, credit / 4));
        this.maxBehind = Math.max(1, Math.min(MAX_BEHIND, credit / 2));
    }

    /** Adds what has just arrived; waits while there is no room. Returns whether the channel stands: else it adds nothing. */
    synchronized boolean add(Amqp091Delivery delivery) {
        boolean interrupted = false;
        while (size >= credit + parked && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                // a listener left it behind; it is no reason to lose the delivery
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ended) {
            return false;
        }
        delivery.previous = last;
        if (last == null) {
            first = delivery;
        } else {
            last.following = delivery;
        }
        last = delivery;
        size++;
        return true;
    }

    private void remove(Amqp091Delivery delivery) {
        if (delivery.previous == null) {
            first = delivery.following;
        } else {
            delivery.previous.following = delivery.following;
        }
        if (delivery.following == null) {
            last = delivery.previous;
        } else {
            delivery.following.previous = delivery.previous;
        }
        size--;
        parked -= delivery.parked ? 1 : 0;
        notifyAll();
    }

    synchronized void park(Amqp091Delivery delivery) {
        if (delivery.settled) {
            return;
        }
        delivery.parked = true;
        parked++;
        notifyAll();
    }

    /** Returns how many are in the list beyond the credit. */
    synchronized int parked() {
        return parked;
    }

    /** From now on what was not tried is left to the end of the channel, which gives it back. */
    synchronized void stop() {
        stopping = true;
    }

    /** Ends the wait for room. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    void settle(Amqp091Delivery delivery, Outcome outcome) {
        if (outcome != Outcome.ACCEPTED) {
            giveBack(delivery, outcome);
            return;
        }
        int waiting;
        synchronized (this) {
            if (delivery.settled) {
                return;
            }
            delivery.settled = true;
            delivery.accepted = true;
            waiting = ++accepted;
        }
        if (waiting % enough == 0) {
            sendAccepted(waiting > maxBehind);
        }
    }

    /** Sends the frames of all that is accepted. */
    void flush() {
        sendAccepted(true);
    }

    private void sendAccepted(boolean behindToo) {
        sending.lock();
        try {
            long upTo = takeAccepted();
            if (upTo != 0) {
                channel.basicAck(upTo, true);
            }
            if (behindToo) {
                for (long tag : takeAcceptedBehind()) {
                    channel.basicAck(tag, false);
                }
            }
        } catch (Throwable e) {
            notSettled(e);
        } finally {
            sending.unlock();
        }
    }

    /** Takes what is accepted before the first that is in work. Returns the last tag, 0 for none. */
    private synchronized long takeAccepted() {
        long tag = 0;
        for (Amqp091Delivery at = first; at != null && at.accepted; at = first) {
            tag = at.tag();
            accepted--;
            remove(at);
        }
        return tag;
    }

    private synchronized List<Long> takeAcceptedBehind() {
        List<Long> tags = new ArrayList<>(accepted);
        for (Amqp091Delivery at = first; at != null && accepted > 0; at = at.following) {
            if (at.accepted) {
                tags.add(at.tag());
                accepted--;
                remove(at);
            }
        }
        return tags;
    }

    private void giveBack(Amqp091Delivery delivery, Outcome outcome) {
        sending.lock();
        try {
            synchronized (this) {
                if (delivery.settled || (stopping && outcome == Outcome.RELEASED)) {
                    return;
                }
                delivery.settled = true;
                remove(delivery);
            }
            if (outcome == Outcome.REJECTED) {
                channel.basicReject(delivery.tag(), false);
            } else {
                channel.basicNack(delivery.tag(), false, true);
            }
        } catch (Throwable e) {
            notSettled(e);
        } finally {
            sending.unlock();
        }
    }

    /** Throwable: who settles gets no exception, and what was taken out of the list must not stay in the credit. */
    private void notSettled(Throwable e) {
        if (!(e instanceof IOException) && !(e instanceof ShutdownSignalException)) {
            LOG.warn("settling failed, the connection ends: {}", ForeignText.visible(e.toString()));
            endOfConnection.run();
        }
    }
}
