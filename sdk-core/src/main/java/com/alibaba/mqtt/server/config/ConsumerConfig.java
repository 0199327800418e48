package com.alibaba.mqtt.server.config;

import com.alibaba.mqtt.server.callback.UndeliverableListener;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries reach listeners: how many calls run concurrently, how much is unsettled, what becomes of failures. Copied
 * by the consumer's constructor.
 */
public class ConsumerConfig {
    /** No message of the service is larger. */
    private static final int LARGEST_OF_SERVICE = 64 * 1024;

    private int minConsumeThreadNum = 16;
    private int maxConsumeThreadNum = 32;
    private int maxUnsettled = 1_000;
    private int maxMessageBytes = 2 * LARGEST_OF_SERVICE;
    private long maxUnsettledBytes = 128L << 20;
    private int maxParked = 10_000;
    private int maxAttempts = 16;
    private long hangReportMillis = 30_000;
    private @Nullable Executor executor;
    private @Nullable UndeliverableListener undeliverableListener;

    /** Creates a configuration with all defaults. */
    public ConsumerConfig() {}

    /** Returns how many idle listener threads are kept. */
    public int getMinConsumeThreadNum() {
        return minConsumeThreadNum;
    }

    /**
     * Sets how many idle listener threads are kept; threads beyond end after a minute of idleness. None is started
     * before it is needed.
     *
     * @param minConsumeThreadNum at least 1, at most the maximum, default 16
     */
    public void setMinConsumeThreadNum(int minConsumeThreadNum) {
        this.minConsumeThreadNum = (int) Check.atLeast("minConsumeThreadNum", minConsumeThreadNum, 1);
    }

    /** Returns how many listener calls run concurrently at most. */
    public int getMaxConsumeThreadNum() {
        return maxConsumeThreadNum;
    }

    /**
     * Sets how many listener calls run concurrently at most, over all groups of the consumer.
     *
     * @param maxConsumeThreadNum at least 1 and at least the minimum, default 32
     */
    public void setMaxConsumeThreadNum(int maxConsumeThreadNum) {
        this.maxConsumeThreadNum = (int) Check.atLeast("maxConsumeThreadNum", maxConsumeThreadNum, 1);
    }

    /** Returns how many deliveries of a subscription are unsettled at most. */
    public int getMaxUnsettled() {
        return maxUnsettled;
    }

    /**
     * Sets how many deliveries of each subscription are unsettled at most: received, and not settled yet. The server keeps
     * the rest (credit in AMQP 1.0, prefetch in 0-9-1), so that a slow listener slows the sender and not the heap.
     *
     * @param maxUnsettled at least 1, default 1000. Below 100 the server waits for us more often than it delivers
     */
    public void setMaxUnsettled(int maxUnsettled) {
        this.maxUnsettled = (int) Check.atLeast("maxUnsettled", maxUnsettled, 1);
    }

    /** Returns how many bytes of message bodies of a subscription are unsettled at most. */
    public long getMaxUnsettledBytes() {
        return maxUnsettledBytes;
    }

    /**
     * Sets how many bytes of message bodies of each subscription are unsettled at most. Credit counts messages; so for
     * each {@link #setMaxMessageBytes} bytes of this one message is allowed, at least one.
     *
     * @param maxUnsettledBytes bytes, at least 65536, default 134217728 (128 MB, which 1000 messages of 128 KB fit in)
     */
    public void setMaxUnsettledBytes(long maxUnsettledBytes) {
        this.maxUnsettledBytes = Check.atLeast("maxUnsettledBytes", maxUnsettledBytes, LARGEST_OF_SERVICE);
    }

    /** Returns how many deliveries may be parked, beyond what may be unsettled. */
    public int getMaxParked() {
        return maxParked;
    }

    /**
     * Sets how many deliveries may be parked: wait for listener calls that hang, beyond {@link #setMaxUnsettled}. What waits
     * for a call of its client that has run for more than a second is parked and takes no credit, so that the others' notices
     * keep coming; until this bound, or {@link #setMaxUnsettledBytes} bytes of them, is reached: then the server keeps the rest.
     *
     * @param maxParked at least 0, default 10000
     */
    public void setMaxParked(int maxParked) {
        this.maxParked = (int) Check.atLeast("maxParked", maxParked, 0);
    }

    /** Returns how many bytes the body of a message may have. */
    public int getMaxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * Sets how large the body of a message may be. The service allows 65536 bytes. A larger message is not received: it
     * is settled as rejected, so that the server dead-letters or drops it, logged and counted as malformed.
     *
     * @param maxMessageBytes bytes, at least 65536, default 131072
     */
    public void setMaxMessageBytes(int maxMessageBytes) {
        this.maxMessageBytes = (int) Check.atLeast("maxMessageBytes", maxMessageBytes, LARGEST_OF_SERVICE);
    }

    /** Returns after how many failed listener calls a notice is given up. */
    public int getMaxAttempts() {
        return maxAttempts;
    }

    /**
     * Sets after how many failed listener calls a notice is given up: rejected, so that the server dead-letters or drops
     * it, and the {@link #setUndeliverableListener undeliverable listener} is notified. A server may give up earlier by its
     * own limit.
     *
     * <p>Before each further attempt there is a pause: 50 milliseconds, doubling up to 10 seconds. So the number decides
     * how long a listener may fail, because a database is away for example, until notices are lost (the time that the
     * calls themselves take comes on top):
     *
     * <table>
     *   <caption>Attempts and the time they last</caption>
     *   <tr><th>maxAttempts</th><th>at least</th></tr>
     *   <tr><td>16 (the default)</td><td>82 seconds</td></tr>
     *   <tr><td>50</td><td>7 minutes</td></tr>
     *   <tr><td>380</td><td>1 hour</td></tr>
     *   <tr><td>8700</td><td>1 day</td></tr>
     *   <tr><td>{@link Integer#MAX_VALUE}</td><td>forever: a notice that the listener can never process comes again and again</td></tr>
     * </table>
     *
     * <p>What is counted are the failed calls for one message, which is known by its source, message id, client, time
     * and body. Messages without an id that are alike in all of them cannot be distinguished; each has all its attempts if
     * the server delivers them in turn. Where the server does not count (AMQP 0-9-1), each process counts its own
     * attempts, of the 10000 messages that failed last. What fails for no reason of the message, as a missing class, is
     * not counted.
     *
     * @param maxAttempts at least 1, default 16
     */
    public void setMaxAttempts(int maxAttempts) {
        this.maxAttempts = (int) Check.atLeast("maxAttempts", maxAttempts, 1);
    }

    /** Returns after how long a listener call that still runs is reported, in milliseconds. */
    public long getHangReportMillis() {
        return hangReportMillis;
    }

    /**
     * Sets after how long a listener call that still runs is reported: logged, the first of several with the stack of its
     * thread, and counted in the consumer's health while it lasts.
     *
     * @param hangReportMillis milliseconds, at least 1, default 30000
     */
    public void setHangReportMillis(long hangReportMillis) {
        this.hangReportMillis = Check.atLeast("hangReportMillis", hangReportMillis, 1);
    }

    /** Returns the executor that runs listener calls, or null for the consumer's own threads. */
    public @Nullable Executor getExecutor() {
        return executor;
    }

    /**
     * Sets where listener calls run, for example on virtual threads. The executor gets at most
     * {@link #getMaxConsumeThreadNum()} tasks concurrently, each of which runs calls as long as there are some. It is never
     * shut down by the consumer.
     *
     * <p>It must not run the tasks in the thread that calls {@code execute}, as {@code CallerRunsPolicy} does: that is the
     * one which reads the socket. Such a task does nothing. When the executor throws, whatever it is, it is asked again
     * within 20 milliseconds; when it does not begin what it took, it is asked for another task after a second, and then
     * at growing distance up to a minute. What waits meanwhile is not lost, and no more comes than may be unsettled. The
     * log and {@code ConsumerHealth.stuck()} show it.
     *
     * @param executor null for the consumer's own threads, the default
     */
    public void setExecutor(@Nullable Executor executor) {
        this.executor = executor;
    }

    /** Returns who is notified of what is given up, or null. */
    public @Nullable UndeliverableListener getUndeliverableListener() {
        return undeliverableListener;
    }

    /**
     * Sets who is notified of what is given up.
     *
     * @param undeliverableListener null for nobody, the default; it is logged in any case
     */
    public void setUndeliverableListener(@Nullable UndeliverableListener undeliverableListener) {
        this.undeliverableListener = undeliverableListener;
    }
}
