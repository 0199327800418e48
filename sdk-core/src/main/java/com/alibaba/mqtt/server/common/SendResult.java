package com.alibaba.mqtt.server.common;

import org.jspecify.annotations.Nullable;

/** The outcome of a synchronous send. A bean, as in the official SDK. */
public class SendResult {
    private @Nullable String msgId;
    private boolean success;
    private transient @Nullable ServerException cause;

    /** Creates a result without a message id. */
    public SendResult(boolean success) {
        this.success = success;
    }

    /**
     * Returns why the send failed, or null if it succeeded. Named without {@code get} so that bean serialisers show what
     * the official result has.
     */
    public @Nullable ServerException cause() {
        return cause;
    }

    /** Creates the result of a failed send. */
    public static SendResult failed(ServerException cause) {
        SendResult result = new SendResult(false);
        result.cause = cause;
        return result;
    }

    /** Returns the id of the message; null unless the send succeeded. */
    public @Nullable String getMsgId() {
        return msgId;
    }

    /** Sets the id of the message. */
    public void setMsgId(@Nullable String msgId) {
        this.msgId = msgId;
    }

    /** Returns whether the service confirmed the message. */
    public boolean isSuccess() {
        return success;
    }

    /** Sets whether the service confirmed the message. */
    public void setSuccess(boolean success) {
        this.success = success;
    }
}
