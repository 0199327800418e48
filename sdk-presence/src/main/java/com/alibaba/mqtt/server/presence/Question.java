package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A question that this tracker has claimed, or that its application waits for.
 *
 * @param clientIds one if it is asked live
 * @param isNew whether no question about these has failed before
 * @param wanted completed with the answer; null if nobody waits for it
 */
record Question(List<String> clientIds, boolean live, boolean isNew, CompletableFuture<ClientPresence> wanted) {

    /** Tells whether a failure may be over soon; if not, the service has refused what it was asked. */
    static boolean isRetryable(Throwable failure) {
        ServerException known = Causes.first(failure, ServerException.class);
        return known != null ? known.isRetryable() : failure == null || Causes.has(failure, IOException.class);
    }
}
