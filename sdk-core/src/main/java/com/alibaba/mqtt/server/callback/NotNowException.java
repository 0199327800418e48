package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.internal.Allowed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener that can do nothing now: "not now, try again after this pause". It costs no attempt.
 *
 * <pre>{@code
 * public void process(StatusNotice notice) {
 *     try {
 *         database.write(notice);
 *     } catch (DatabaseAwayException e) {
 *         throw new NotNowException("the database is away", Duration.ofSeconds(5), e);
 *     }
 * }
 * }</pre>
 *
 * <p><b>When.</b> Something that the listener needs for every notice is away, such as its database. Not when this one
 * notice is bad: the next call would be refused too, and no notice would ever pass it. Throw anything else then.
 *
 * <p><b>What happens.</b> All that the subscription (the group, or the first-level topic) delivers waits: no call of its
 * listener begins until the pause is over; calls that run may end. Then one call is tried, with the notice that was refused
 * if it is still there. If that says "not now" again, the subscription waits for that call's pause; else all go on. A
 * trial that hangs for longer than {@code ConsumerConfig.setHangReportMillis} delays its own client only: another
 * notice is tried. "Not now" of several calls that run concurrently causes the longest pause, not the sum.
 *
 * <p><b>What waits</b> stays unsettled, in order for each client, up to {@code ConsumerConfig.setMaxUnsettled}; the server keeps
 * the rest. Nothing is sent back and forth, no attempt is counted here or by the server, and nothing is given up however
 * long it lasts. If the connection is lost meanwhile the notices come again, and the pause stays. Other subscriptions of
 * the consumer go on. {@code stop()} does not wait for the end of a pause: what waits goes back to the server, uncounted.
 *
 * <p><b>What is seen.</b> The consumer's health names the subscription, since when it waits, and the text of the last
 * exception; the log has it as one state, without a line for each notice.
 *
 * <p>Only the exception itself and subclasses mean this; one that is the cause of another exception does not.
 */
public class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration MIN_PAUSE = Duration.ofMillis(10);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

    private final Duration pause;

    /**
     * Says "not now" without a cause.
     *
     * @param message why, for a log and for the consumer's health; no secrets
     * @param pause after which to try again: 10 milliseconds to 10 minutes, kept to about 20 milliseconds
     * @throws IllegalArgumentException if the pause is null, shorter or longer
     */
    public NotNowException(@Nullable String message, Duration pause) {
        this(message, pause, null);
    }

    /**
     * Says "not now".
     *
     * @param message why, for a log and for the consumer's health; no secrets
     * @param pause after which to try again: 10 milliseconds to 10 minutes, kept to about 20 milliseconds
     * @param cause what the listener caught; null for none
     * @throws IllegalArgumentException if the pause is null, shorter or longer
     */
    public NotNowException(@Nullable String message, Duration pause, @Nullable Throwable cause) {
        super(message, cause);
        this.pause = Allowed.between("pause", pause, MIN_PAUSE, MAX_PAUSE);
    }

    /** Returns after which pause to try again. */
    public final Duration pause() {
        return pause;
    }
}
