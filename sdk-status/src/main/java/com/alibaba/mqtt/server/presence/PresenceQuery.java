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
     * Asks and waits for the answer. Called by the tracker's thread for queries only, one call at a time.
     *
     * @throws Exception if there is no answer; the tracker reports it and asks again later
     */
    A ask(Q question) throws Exception;
}
