package com.alibaba.mqtt.server.presence;

/**
 * A question to the service. {@code StatusQueryClient::queryClientStatus} is one, for one client and for many.
 *
 * @param <Q> what is asked: a client id, or a collection of them
 * @param <A> the answer
 */
@FunctionalInterface
public interface PresenceQuery<Q, A> {
    /**
     * Asks and waits for the answer. Called by the tracker's threads for queries only, one call at a time; one that takes
     * longer than the {@linkplain PresenceTrackerBuilder#queryTimeout query time-out}, or that runs when the tracker is
     * closed, is interrupted and not waited for any more.
     *
     * @return the answer; null is a failure
     * @throws Exception if there is no answer; the tracker reports it and asks again later, as it does for any Throwable
     */
    A ask(Q question) throws Exception;
}
