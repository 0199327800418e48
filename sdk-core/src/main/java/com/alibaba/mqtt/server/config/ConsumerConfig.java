package com.alibaba.mqtt.server.config;

/** How many listener calls run at once. Taken over when the consumer starts. */
public class ConsumerConfig {
    private int minConsumeThreadNum = 16;
    private int maxConsumeThreadNum = 32;

    /** Returns how many idle listener threads are kept. */
    public int getMinConsumeThreadNum() {
        return minConsumeThreadNum;
    }

    /**
     * Sets how many idle listener threads are kept; threads beyond end after a minute of idleness. None is started
     * before it is needed.
     *
     * @param minConsumeThreadNum at least 1, at most the maximum, default 16
     */
    public void setMinConsumeThreadNum(int minConsumeThreadNum) {
        this.minConsumeThreadNum = (int) Check.atLeast("minConsumeThreadNum", minConsumeThreadNum, 1);
    }

    /** Returns how many listener calls run at once at most. */
    public int getMaxConsumeThreadNum() {
        return maxConsumeThreadNum;
    }

    /**
     * Sets how many listener calls run at once at most, over all groups of the consumer.
     *
     * @param maxConsumeThreadNum at least 1 and at least the minimum, default 32
     */
    public void setMaxConsumeThreadNum(int maxConsumeThreadNum) {
        this.maxConsumeThreadNum = (int) Check.atLeast("maxConsumeThreadNum", maxConsumeThreadNum, 1);
    }
}
