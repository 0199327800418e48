package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.Attempts;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import com.alibaba.mqtt.server.query.calls.Calls;
import com.alibaba.mqtt.server.query.calls.OpenApiRequest;
import com.alibaba.mqtt.server.query.calls.Tally;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Puts requests to the service, on threads of ours or on the caller's own. */
final class Caller implements AutoCloseable {
    private final Attempts attempts;
    private final Calls calls;
    private final boolean onCallersThread;

    /** @param onCallersThread whether who waits does the call on his own thread */
    Caller(Attempts attempts, Calls calls, boolean onCallersThread) {
        this.attempts = attempts;
        this.calls = calls;
        this.onCallersThread = onCallersThread;
    }

    /** Starts a call, without blocking. */
    <T> CompletableFuture<T> start(OpenApiRequest request, Attempts.Reading<T> reading, @Nullable Tally tally) {
        return calls.start(call -> attempts.run(call, request, reading, tally));
    }

    /** Does a call and waits for it. */
    <T> T run(OpenApiRequest request, Attempts.Reading<T> reading) throws ServerException {
        if (onCallersThread) {
            try {
                T answer = calls.run(call -> attempts.run(call, request, reading, null));
                if (answer != null) {
                    return answer;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CallErrors.interrupted(e);
            }
        }
        return await(start(request, reading, null));
    }

    /** Waits for a call. */
    static <T> T await(CompletableFuture<T> call) throws ServerException {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw CallErrors.interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerException failure) {
                // nobody else has this one: let it show the caller's line instead of ours
                failure.fillInStackTrace();
                throw failure;
            }
            throw CallErrors.ofAny(e.getCause());
        }
    }

    /** Returns what was sent. */
    Tally tally() {
        return attempts.tally();
    }

    @Override
    public void close() {
        calls.close();
    }
}
