package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Duration;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Creates the errors of calls that do not come from the service or the network. */
public final class CallErrors {
    private CallErrors() {}

    /** The client is closed. */
    public static ServerException stopped() {
        return failed(ErrorCode.STOPPED, "the query client is closed; create a new one", false, null);
    }

    /** The caller was interrupted. */
    public static ServerException interrupted(InterruptedException e) {
        return failed(
                ErrorCode.INTERRUPTED, "the thread was interrupted while it waited; the call is cancelled", false, e);
    }

    /**
     * A step took too long.
     *
     * @param limit the setting that limits it, by its name
     */
    static ServerException timeIsOver(String step, String limit, Duration time) {
        return failed(
                ErrorCode.TIMED_OUT,
                "no complete " + step + " within " + limit + ", " + time.toMillis() + " ms",
                true,
                null);
    }

    /** Not sent: too many wait. */
    static ServerException queueFull(int max) {
        return failed(
                ErrorCode.TOO_MANY_CALLS,
                "not sent: " + max
                        + " calls wait already, which is maxWaiting; ask for many clients by query(..), or wait"
                        + " for answers",
                true,
                null);
    }

    /** Not started: too many queries run on threads of their own. */
    public static ServerException tooManyFeeds(int max) {
        return failed(
                ErrorCode.TOO_MANY_CALLS,
                "not started: " + max
                        + " queries for many clients run in the background already; use report() or stream(),"
                        + " which use the caller's thread, or wait",
                true,
                null);
    }

    /** Not sent: all threads are in calls that do not end. */
    static ServerException allHang(Duration callTimeout) {
        return failed(
                ErrorCode.TIMED_OUT,
                "not sent: all " + Calls.MAX_RUNNING + " threads hang in calls beyond callTimeout, "
                        + callTimeout.toMillis() + " ms; a credentials provider or a name server does not answer",
                true,
                null);
    }

    /** Not sent: the JVM can create no thread. */
    public static ServerException noThread(Throwable e) {
        return failed(
                ErrorCode.UNEXPECTED,
                "not sent: no thread can be started for it (" + e.getClass().getName() + ")",
                true,
                e);
    }

    /** Whatever a call threw. Anything but a {@link ServerException} is unexpected. */
    public static ServerException ofAny(@Nullable Throwable e) {
        if (e instanceof ServerException ours) {
            return ours;
        }
        if (e instanceof LinkageError || e instanceof ServiceConfigurationError) {
            return failed(
                    ErrorCode.BAD_CONFIGURATION,
                    "a class on the class path is missing, or of another version than the query client needs: "
                            + ForeignText.visible(e.toString()),
                    false,
                    e);
        }
        return failed(
                ErrorCode.UNEXPECTED,
                "the call broke off in this JVM: "
                        + (e == null ? "no reason given" : e.getClass().getName()),
                e instanceof VirtualMachineError,
                e);
    }

    private static ServerException failed(String code, String message, boolean retryable, @Nullable Throwable cause) {
        return new ServerException(code, message, retryable, cause);
    }
}
