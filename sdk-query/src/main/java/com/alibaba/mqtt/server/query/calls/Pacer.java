package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pace of one account at one endpoint: a rate for each operation, as the service limits the account, and one for all
 * operations together, as it limits and blocks the address. The latter is that of the endpoint, for all accounts.
 */
final class Pacer {
    private final Timekeeper time;
    private final Rate total;
    private final Map<String, Rate> operations = new ConcurrentHashMap<>();

    Pacer(Timekeeper time, Rate total) {
        this.time = time;
        this.total = total;
    }

    /**
     * Waits until a call may be sent, and returns when that was.
     *
     * @param action the operation
     * @param rates how many calls a second the caller wants to make
     */
    long pass(String action, Rates rates) throws InterruptedException {
        if (rates.isUnlimited()) {
            return time.nanos();
        }
        operation(action).pass(rates.of(action));
        return total.pass(rates.total());
    }

    private Rate operation(String action) {
        return operations.computeIfAbsent(action, each -> new Rate(time));
    }

    /** Takes note of a refusal by the service. */
    void throttled(String action, ServerException refusal, long passedNanos) {
        @Nullable Duration hint = refusal.getRetryAfter();
        Duration wait = hint == null ? Duration.ZERO : hint;
        operation(action).throttled(passedNanos, wait);
        if (refusal.getCode().equals("Throttling.User")) {
            // the account as a whole, or the address
            total.throttled(passedNanos, wait);
        }
    }

    /** Returns by what the rate of an operation is multiplied now. */
    double factor(String action) {
        return Math.min(operation(action).factor(), total.factor());
    }
}
