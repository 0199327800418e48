package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.model.Uncertainty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way through many clients.
 *
 * @param atNanos when it begins, by a clock that only goes forward
 * @param cutoff marks those of which nothing newer is known, in milliseconds since 1970
 * @param why they are uncertain
 * @param clientIds null for all
 */
record Walk(
        long atNanos,
        long cutoff,
        Uncertainty why,
        @Nullable List<String> clientIds) {
    /** Returns whether a state whose newest evidence is of then is uncertain by it. */
    boolean concerns(long newest) {
        return clientIds == null && why != Uncertainty.AGE && newest < cutoff;
    }

    /**
     * Returns one walk instead of two through all clients. It begins when the earlier of the two does; but a walk because of
     * their age only begins no other one earlier, which waits for late notices.
     */
    Walk and(Walk added) {
        boolean addedByAge = added.why == Uncertainty.AGE;
        boolean byAge = why == Uncertainty.AGE;
        boolean keepsTime = addedByAge == byAge ? atNanos - added.atNanos < 0 : addedByAge;
        boolean keepsReason = addedByAge == byAge ? cutoff > added.cutoff : addedByAge;
        return new Walk(
                keepsTime ? atNanos : added.atNanos,
                Math.max(cutoff, added.cutoff),
                keepsReason ? why : added.why,
                null);
    }
}
