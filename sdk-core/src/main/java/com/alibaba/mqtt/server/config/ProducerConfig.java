package com.alibaba.mqtt.server.config;

/** How long a send waits for its confirmation. */
public class ProducerConfig {
    private long sendTimeoutMills = 5_000;

    /** Returns how long a send waits for its confirmation, in milliseconds. */
    public long getSendTimeoutMills() {
        return sendTimeoutMills;
    }

    /**
     * Sets how long a send waits for its confirmation. (The name is the official SDK's.)
     *
     * @param sendTimeoutMills milliseconds, at least 1, default 5000
     */
    public void setSendTimeoutMills(long sendTimeoutMills) {
        this.sendTimeoutMills = Check.atLeast("sendTimeoutMills", sendTimeoutMills, 1);
    }
}
