package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a query for many clients was answered. Each client is in one of {@link #known}, {@link #unanswered} and
 * {@link #failed}. Immutable.
 */
public final class QueryReport {
    private final Map<String, ClientStatus> known;
    private final Set<String> unanswered;
    private final Map<String, ServerException> failed;
    private final @Nullable ServerException failure;
    private final QueryNumbers numbers;
    private final Duration took;

    /** Creates a report; for who tests what is done with one. Maps and set are taken as they are. */
    public QueryReport(
            Map<String, ClientStatus> known,
            Set<String> unanswered,
            Map<String, ServerException> failed,
            @Nullable ServerException failure,
            QueryNumbers numbers,
            Duration took) {
        this.known = known;
        this.unanswered = unanswered;
        this.failed = failed;
        this.failure = failure;
        this.numbers = numbers;
        this.took = took;
    }

    /** Returns the statuses by client id, in the order in which the answers came; not modifiable. */
    public Map<String, ClientStatus> known() {
        return known;
    }

    /** Returns the clients that the service left out of its answers, whose state is not known; not modifiable. */
    public Set<String> unanswered() {
        return unanswered;
    }

    /** Returns the clients without an answer, with the reason; not modifiable. */
    public Map<String, ServerException> failed() {
        return failed;
    }

    /** Returns whether there is a status for each client. */
    public boolean isComplete() {
        return unanswered.isEmpty() && failed.isEmpty() && failure == null;
    }

    /**
     * Returns why the query ended before all clients were asked about: its deadline, an outage, credentials, a source of
     * client ids that broke off; null if it did not. Clients that were not asked about are in {@link #failed}, but for
     * those still in a stream.
     */
    public @Nullable ServerException failure() {
        return failure;
    }

    /** Returns how many requests were sent. */
    public long requests() {
        return numbers.requests();
    }

    /** Returns how many of them repeated another one. */
    public long retries() {
        return numbers.retries();
    }

    /** Returns how many requests the service carried out, and bills, as far as its answers show. */
    public long billedCalls() {
        return numbers.billed();
    }

    /** Returns how long it took. */
    public Duration took() {
        return took;
    }

    @Override
    public String toString() {
        return "QueryReport[" + known.size() + " known, " + unanswered.size() + " unanswered, " + failed.size()
                + " failed, " + numbers + ", " + took.toMillis() + " ms]";
    }
}
