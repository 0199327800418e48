package com.alibaba.mqtt.server.common;

/** The outcome of a synchronous send. A bean, as in the official SDK. */
public class SendResult {
    private String msgId;
    private boolean success;

    /** Makes a result without a message id. */
    public SendResult(boolean success) {
        this.success = success;
    }

    /** Returns the id of the message; null unless the send succeeded. */
    public String getMsgId() {
        return msgId;
    }

    /** Sets the id of the message. */
    public void setMsgId(String msgId) {
        this.msgId = msgId;
    }

    /** Tells whether the service confirmed the message. */
    public boolean isSuccess() {
        return success;
    }

    /** Sets whether the service confirmed the message. */
    public void setSuccess(boolean success) {
        this.success = success;
    }
}
