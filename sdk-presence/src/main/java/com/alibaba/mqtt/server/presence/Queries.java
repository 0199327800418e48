package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Gives the application's queries one form. */
final class Queries {
    private Queries() {}

    static <T> QueryCalls.Query one(PresenceQuery<String, T> query, Function<? super T, Boolean> online) {
        return clientIds -> {
            T answer = query.ask(clientIds.get(0));
            if (answer == null) {
                throw new IllegalStateException(
                        "the live query answered null for " + ForeignText.visible(clientIds.get(0)));
            }
            return Map.of(clientIds.get(0), online.apply(answer));
        };
    }

    /** A client whose answer is null is left out, and so asked about on its own. */
    static <T> QueryCalls.Query many(
            PresenceQuery<Collection<String>, Map<String, T>> query, Function<? super T, Boolean> online) {
        return clientIds -> {
            Map<String, T> answers = query.ask(clientIds);
            if (answers == null) {
                throw new IllegalStateException("the cached query answered null");
            }
            Map<String, Boolean> states = new HashMap<>();
            for (String clientId : clientIds) {
                T answer = answers.get(clientId);
                if (answer != null) {
                    states.put(clientId, online.apply(answer));
                }
            }
            return states;
        };
    }
}
