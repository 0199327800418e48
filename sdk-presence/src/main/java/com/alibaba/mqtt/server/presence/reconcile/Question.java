package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A question that this tracker has claimed, or that its application waits for.
 *
 * @param clientIds one if it is asked live
 * @param isNew whether no question about these has failed before
 * @param wanted completed with the answer; null if nobody waits for it
 */
record Question(
        List<String> clientIds,
        boolean live,
        boolean isNew,
        @Nullable CompletableFuture<ClientPresence> wanted) {

    /** Returns whether a failure may be over soon; if not, the service has refused what it was asked. */
    static boolean isRetryable(@Nullable Throwable failure) {
        ServerException known = Causes.first(failure, ServerException.class);
        return known != null ? known.isRetryable() : failure == null || Causes.has(failure, IOException.class);
    }
}
