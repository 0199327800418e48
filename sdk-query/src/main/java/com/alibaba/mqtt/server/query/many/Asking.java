package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.query.calls.Tally;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The two questions of a client, without blocking. The futures fail with a {@code ServerException}. */
public interface Asking {
    /** Asks for one client, live. */
    CompletableFuture<ClientStatus> one(String clientId, Tally tally);

    /** Asks for at most ten clients, from the cache; the answer lacks those of which the service says nothing. */
    CompletableFuture<Map<String, ClientStatus>> many(List<String> clientIds, Tally tally);
}
