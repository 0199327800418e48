package com.alibaba.mqtt.server.callback;

/** Told once how an asynchronous send ended. */
public interface SendCallback {
    /** The service has the message. */
    void onSuccess(String msgId);

    /** The message was refused, or not confirmed in time. */
    void onFail();
}
