package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import com.alibaba.mqtt.server.query.many.Feed;
import com.alibaba.mqtt.server.query.many.Feeds;
import com.alibaba.mqtt.server.query.many.ManyRun;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryNumbers;
import com.alibaba.mqtt.server.query.model.QueryReport;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A query for any number of clients, made by {@link StatusQueryClient#query}. Nothing is asked until one of its methods is
 * called; each call of one asks anew. A stream of ids can be asked about once.
 *
 * <p>Requests that fail for a reason that may pass are repeated, also over an outage of the service of up to a minute, and
 * never cost the answers of others. It ends early if 20 requests in a row are refused, or nothing at all was answered for
 * a minute; then the report says why.
 */
public final class StatusQuery {
    private final Supplier<ManyRun> runs;
    private final Feeds feeds;

    StatusQuery(Supplier<ManyRun> runs, Feeds feeds) {
        this.runs = runs;
        this.feeds = feeds;
    }

    /**
     * Asks, and waits for all answers.
     *
     * @throws ServerException {@link ErrorCode#INTERRUPTED} if the thread is interrupted: the query ends, and the interrupt
     *     flag is set. No other: what failed is in the report
     */
    public QueryReport report() throws ServerException {
        try (ManyRun run = runs.get()) {
            return report(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallErrors.interrupted(e);
        }
    }

    private static QueryReport report(ManyRun run) throws InterruptedException {
        Map<String, ClientStatus> known = new LinkedHashMap<>();
        Set<String> unanswered = new LinkedHashSet<>();
        Map<String, ServerException> failed = new LinkedHashMap<>();
        for (QueryAnswer answer = run.next(); answer != null; answer = run.next()) {
            ClientStatus status = answer.status();
            ServerException error = answer.error();
            if (status != null) {
                known.put(answer.clientId(), status);
            } else if (error != null) {
                failed.put(answer.clientId(), error);
            } else {
                unanswered.add(answer.clientId());
            }
        }
        return new QueryReport(
                Collections.unmodifiableMap(known),
                Collections.unmodifiableSet(unanswered),
                Collections.unmodifiableMap(failed),
                run.failure(),
                numbers(run),
                Duration.ofNanos(run.nanos()));
    }

    private static QueryNumbers numbers(ManyRun run) {
        return StatusQueryClient.numbers(run.tally());
    }

    /**
     * Does as {@link #report}, on a thread of its own; up to 16 of these and of {@link #publisher} run concurrently.
     *
     * @return fails with a {@link ServerException} if it cannot be started; cancelling it ends the query
     */
    public CompletableFuture<QueryReport> reportAsync() {
        CompletableFuture<QueryReport> result = new CompletableFuture<>();
        ManyRun run = runs.get();
        CompletableFuture<?> unused = result.whenComplete((report, failure) -> {
            if (result.isCancelled()) {
                run.close();
            }
        });
        try {
            feeds.start(run, () -> {
                try {
                    result.complete(report(run));
                } catch (Throwable e) {
                    // Throwable: whatever it is, the future ends with it
                    result.completeExceptionally(CallErrors.ofAny(e));
                }
            });
        } catch (ServerException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /**
     * Returns the answers as they come, in the order in which they come. Each step of the stream waits for an answer, on the
     * thread that makes it; who steps slowly slows the asking. Sequential only. Close it to end the query early. An interrupt
     * ends the stream with an {@link IllegalStateException}, and the flag is set.
     */
    public Stream<QueryAnswer> stream() {
        ManyRun run = runs.get();
        Spliterator<QueryAnswer> answers =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.NONNULL | Spliterator.ORDERED) {
                    @Override
                    public boolean tryAdvance(Consumer<? super QueryAnswer> action) {
                        QueryAnswer answer = next(run);
                        if (answer != null) {
                            action.accept(answer);
                        }
                        return answer != null;
                    }

                    @Override
                    public @Nullable Spliterator<QueryAnswer> trySplit() {
                        // one thread pulls
                        return null;
                    }
                };
        return StreamSupport.stream(answers, false).onClose(() -> end(run));
    }

    private static @Nullable QueryAnswer next(ManyRun run) {
        try {
            return run.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(run);
            throw new IllegalStateException("the thread was interrupted while it waited for an answer", e);
        }
    }

    /** Cancels what is outstanding. */
    private static void end(ManyRun run) {
        run.close();
        run.cancel();
    }

    /**
     * Returns a publisher of the answers, in the order in which they come. Each subscriber has a query of its own, which
     * runs on a thread of its own and calls the subscriber there; no more is asked than the subscriber asks for, but for some
     * hundred clients. Up to 16 of these and of {@link #reportAsync} run concurrently; beyond, and when the query ends early,
     * the subscriber gets the {@link ServerException}.
     */
    public Flow.Publisher<QueryAnswer> publisher() {
        return subscriber -> {
            if (subscriber == null) {
                throw new NullPointerException("subscriber");
            }
            ManyRun run = runs.get();
            Feed feed = new Feed(run, subscriber);
            subscriber.onSubscribe(feed);
            try {
                feeds.start(feed, feed);
            } catch (ServerException e) {
                subscriber.onError(e);
            }
        };
    }
}
