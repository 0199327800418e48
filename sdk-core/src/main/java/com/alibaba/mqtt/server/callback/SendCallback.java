package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.common.ServerException;

/**
 * Is notified once of how an asynchronous send ended: {@link #onSuccess}, or {@link #onFail(String, ServerException)}.
 *
 * <p>Called one at a time per producer, by its thread {@code mqtt-p<n>-lane-1}, in the order in which the sends ended.
 * It may block, which delays the callbacks of other sends and, once 1000 are outstanding, the sending. What it throws
 * is logged and changes nothing.
 */
public interface SendCallback {
    /** The service has the message. */
    void onSuccess(String msgId);

    /** The message was refused, or not confirmed in time. */
    void onFail();

    /**
     * The send failed. Calls {@link #onFail()} unless overridden.
     *
     * @param msgId the id of the message
     * @param cause why; {@link ServerException#isRetryable()} says whether to send it again. After a lost connection or
     *     a time-out nobody knows whether the service has it
     */
    default void onFail(String msgId, ServerException cause) {
        onFail();
    }
}
