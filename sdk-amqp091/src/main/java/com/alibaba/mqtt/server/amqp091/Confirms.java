package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one channel that the server has not confirmed yet. Any thread.
 *
 * <ol>
 *   <li>What removes a message from {@link #pending} completes it: so each is completed once, and no lock is held then.
 *   <li>{@link #closedBy} is set before the last removal, and read after each addition: so nothing is left behind.
 *   <li>A message that the server gave back stays pending, with the reason, until its confirmation comes.
 * </ol>
 */
final class Confirms {
    private static final class Pending {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        volatile @Nullable String returnedBecause;
    }

    private final NavigableMap<Long, Pending> pending = new ConcurrentSkipListMap<>();
    private final Function<String, ServerException> refused;
    private volatile @Nullable ServerException closedBy;

    /** @param refused creates the failure of a message from the reason */
    Confirms(Function<String, ServerException> refused) {
        this.refused = refused;
    }

    /** Adds the message with this number, before it is sent. Numbers begin with 1 and have no gaps. */
    CompletableFuture<Void> expect(long number) {
        Pending message = new Pending();
        pending.put(number, message);
        ServerException closed = closedBy;
        if (closed != null) {
            fail(number, closed);
        }
        return message.result;
    }

    /** Takes back {@link #expect}, for a message that was not sent. */
    void forget(long number) {
        pending.remove(number);
    }

    /**
     * Completes what the server has.
     *
     * @param multiple whether all before are meant too; number 0 then means all
     */
    void acked(long number, boolean multiple) {
        for (Long each : meant(number, multiple)) {
            Pending message = pending.remove(each);
            if (message != null) {
                String why = message.returnedBecause;
                if (why == null) {
                    message.result.complete(null);
                } else {
                    message.result.completeExceptionally(refused.apply(why));
                }
            }
        }
    }

    /** Fails what the server did not take; the parameters are those of {@link #acked}. */
    void nacked(long number, boolean multiple) {
        for (Long each : meant(number, multiple)) {
            Pending message = pending.get(each);
            if (message != null) {
                String why = message.returnedBecause;
                fail(each, refused.apply(why == null ? "it gave no reason" : why));
            }
        }
    }

    private Iterable<Long> meant(long number, boolean multiple) {
        if (!multiple) {
            return List.of(number);
        }
        return number == 0 ? pending.keySet() : pending.headMap(number, true).keySet();
    }

    /** Notes that the server gave a message back, as nothing there takes it. */
    void returned(long number, String why) {
        Pending message = pending.get(number);
        if (message != null) {
            message.returnedBecause = why;
        }
    }

    /** Fails everything, as the channel has ended; also what is added later. */
    void closed(ServerException cause) {
        closedBy = cause;
        pending.keySet().forEach(number -> fail(number, cause));
    }

    private void fail(long number, ServerException cause) {
        Pending message = pending.remove(number);
        if (message != null) {
            message.result.completeExceptionally(cause);
        }
    }
}
