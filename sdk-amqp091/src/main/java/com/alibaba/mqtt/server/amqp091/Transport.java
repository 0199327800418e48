package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.connect.Dialer;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.internal.connect.Tls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection holds of this machine: a socket and threads. The library alone would leave some behind, when a
 * login is refused or when a thread of it waits for a receiver; so everything can be ended from here.
 */
final class Transport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    static final ThreadFactory THREADS = new DaemonThreads("mqtt-amqp091-");

    private final ConnectionSettings config;
    private final String name;
    private final StateLog log;
    private final Amqp091Errors errors;
    private final WireThreads receivers;
    /** Holds the socket, below TLS: closing it never waits. */
    private final Dialer dialer;

    private volatile @Nullable Socket socket;

    Transport(ConnectionSettings config, Amqp091Errors errors) {
        this.config = config;
        this.errors = errors;
        this.name = "the connection to " + errors.server();
        this.log = new StateLog(LOG, name);
        this.receivers = new WireThreads(THREADS, this::failed);
        this.dialer = new Dialer(config);
    }

    /** Returns the threads that call receivers. */
    WireThreads receivers() {
        return receivers;
    }

    /** Logs a trouble, or with null its end. Whatever the exception quotes, no secret gets into the log. */
    void failed(@Nullable String what, @Nullable Throwable e) {
        if (what == null) {
            log.over();
        } else {
            log.failed(what, e == null ? null : errors.show(e));
        }
    }

    /** Connects, in two steps with TLS; each takes no longer than its time-out. */
    void connect() throws Exception {
        receivers.prestartCoreThread();
        Socket plain = Step.within(Deadline.in(config.connectionTimeout()), receivers, this::closeSocket, dialer::dial);
        socket = config.isTls()
                ? Step.within(
                        Deadline.in(config.handshakeTimeout()),
                        receivers,
                        this::closeSocket,
                        () -> Tls.begin(plain, config))
                : plain;
    }

    /** Returns what the library reads frames from and writes them to; after {@link #connect()}. */
    FrameHandler frames() throws IOException {
        Socket connected = socket;
        if (connected == null) {
            throw new SocketException("not connected");
        }
        return new Frames(connected, config.maxMessageBytes(), new StateLog(LOG, name + " breaks AMQP 0-9-1"));
    }

    /** Ends all that reads or writes. Any thread; does not block. */
    void closeSocket() {
        try {
            dialer.close();
        } catch (IOException e) {
            LOG.debug("closing a socket failed; it is unusable anyway", e);
        }
    }

    /**
     * Ends everything but what a receiver still does on a thread of ours: that ends with it. The library's own threads end
     * by themselves. Nobody is interrupted. Does not block.
     */
    void cut() {
        closeSocket();
        receivers.shutdown();
    }
}
