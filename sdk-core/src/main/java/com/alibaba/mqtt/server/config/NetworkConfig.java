package com.alibaba.mqtt.server.config;

/**
 * Timings of a connection. Defaults are those of the official SDK. Changes after {@code start()} have no effect until
 * the next {@code start()}.
 */
public class NetworkConfig {
    /** Longest pause between two attempts to connect again, milliseconds. */
    protected long networkRecoveryInterval = 5_000;
    /** Time for connecting, milliseconds. */
    protected int connectionTimeout = 60_000;
    /** Time for each answer of the server, milliseconds. */
    protected int handshakeTimeout = 10_000;
    /** Heartbeat, seconds. */
    protected int requestedHeartbeat = 60;
    /** Time for stopping, milliseconds. */
    protected int shutdownTimeout = 10_000;

    /** Returns the longest pause between two attempts to connect again, in milliseconds. */
    public long getNetworkRecoveryInterval() {
        return networkRecoveryInterval;
    }

    /**
     * Sets the longest pause between two attempts to connect again after a lost connection. The first attempts come
     * sooner; each pause is shortened at random so that many clients do not come back in the same moment.
     *
     * @param networkRecoveryInterval milliseconds, at least 1, default 5000
     */
    public void setNetworkRecoveryInterval(long networkRecoveryInterval) {
        this.networkRecoveryInterval = Check.atLeast("networkRecoveryInterval", networkRecoveryInterval, 1);
    }

    /** Returns the time for connecting, in milliseconds. */
    public int getConnectionTimeout() {
        return connectionTimeout;
    }

    /**
     * Sets how long it may take to reach the server (name, TCP); all addresses of the name share it. What the server
     * does then has {@link #setHandshakeTimeout its own time}.
     *
     * @param connectionTimeout milliseconds, default 60000; 0 = no limit
     */
    public void setConnectionTimeout(int connectionTimeout) {
        this.connectionTimeout = (int) Check.atLeast("connectionTimeout", connectionTimeout, 0);
    }

    /** Returns the time for each answer of the server, in milliseconds. */
    public int getHandshakeTimeout() {
        return handshakeTimeout;
    }

    /**
     * Sets how long each step may take, however many answers of the server it needs: TLS, the login, a subscription.
     *
     * @param handshakeTimeout milliseconds, default 10000; 0 = no limit
     */
    public void setHandshakeTimeout(int handshakeTimeout) {
        this.handshakeTimeout = (int) Check.atLeast("handshakeTimeout", handshakeTimeout, 0);
    }

    /** Returns the heartbeat in <b>seconds</b>. */
    public int getRequestedHeartbeat() {
        return requestedHeartbeat;
    }

    /**
     * Sets after how long a silence of the server the connection counts as lost. This is how a half-open connection is
     * found.
     *
     * @param requestedHeartbeat <b>seconds</b>, default 60; 0 = never. Over AMQP 1.0 a 1 counts as 2: the server is sent
     *     half of it, and servers take no less than a second
     */
    public void setRequestedHeartbeat(int requestedHeartbeat) {
        this.requestedHeartbeat = (int) Check.atLeast("requestedHeartbeat", requestedHeartbeat, 0);
    }

    /** Returns the time for stopping, in milliseconds. */
    public int getShutdownTimeout() {
        return shutdownTimeout;
    }

    /**
     * Sets how long {@code stop()} waits for running listener calls, and then for the server.
     *
     * @param shutdownTimeout milliseconds, default 10000; 0 = no limit
     */
    public void setShutdownTimeout(int shutdownTimeout) {
        this.shutdownTimeout = (int) Check.atLeast("shutdownTimeout", shutdownTimeout, 0);
    }
}
