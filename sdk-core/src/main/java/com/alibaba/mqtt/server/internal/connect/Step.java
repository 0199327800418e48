package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work that blocks, and waits for it until a deadline or an interrupt, however many reads and writes the work is
 * made of.
 */
public final class Step {
    private static final Logger LOG = LoggerFactory.getLogger(Step.class);

    private Step() {}

    /**
     * Runs the work on another thread and waits for it.
     *
     * @param threads must not run it in the calling thread
     * @param end ends the work when the caller waits no longer; must not block
     * @throws SocketTimeoutException if the deadline came first
     * @throws ServerException with {@link ErrorCode#INTERRUPTED} if the calling thread is interrupted; it stays so
     * @throws Exception what the work threw
     */
    public static <T> T within(Deadline deadline, Executor threads, Closeable end, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        boolean done = false;
        try {
            if (!Thread.currentThread().isInterrupted()) {
                threads.execute(task);
            }
            T result = task.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
            done = true;
            return result;
        } catch (ExecutionException e) {
            done = true;
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } catch (TimeoutException e) {
            throw (IOException) new SocketTimeoutException("the time for the whole step is over").initCause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(ErrorCode.INTERRUPTED, "interrupted while waiting for the server", true, e);
        } finally {
            if (!done) {
                end(end);
            }
        }
    }

    private static void end(Closeable end) {
        try {
            end.close();
        } catch (IOException e) {
            LOG.debug("a socket cannot be closed; it is of no use any more", e);
        }
    }
}
