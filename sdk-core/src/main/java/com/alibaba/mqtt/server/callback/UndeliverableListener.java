package com.alibaba.mqtt.server.callback;

/** Is notified of notices and messages that are given up. */
@FunctionalInterface
public interface UndeliverableListener {
    /**
     * A notice or message is given up: it is malformed, or its listener failed as often as
     * {@code ConsumerConfig.setMaxAttempts} allows. It is rejected when this returns, which the server answers with
     * dead-lettering or deleting it. The last chance to keep it.
     *
     * <p>Called by the thread on which the listener was called, before later notices of the same client; for a malformed
     * one by the lane of no client. It may block as a listener may. What it throws, an Error too, is
     * logged as a state, and the notice is rejected nevertheless. It can be called twice if the connection is lost before the
     * server got the rejection.
     *
     * @param source what was subscribed to: the group id, or the first-level topic
     * @param body the bytes as the service sent them; empty if they were not received, being too many or unreadable for
     *     the protocol's library
     * @param cause what the listener threw last, or why the bytes are malformed; its text may hold what others wrote
     */
    void onUndeliverable(String source, byte[] body, Throwable cause);
}
