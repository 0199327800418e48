package com.alibaba.mqtt.server.amqp091;

import com.rabbitmq.client.SocketConfigurator;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection holds of this machine: a socket and threads. The library alone would leave some behind, when a
 * login is refused or when a thread of it waits for a receiver; so everything can be ended from here.
 */
final class Transport implements SocketConfigurator, ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final boolean verifyHostName;
    private final ExecutorService receivers;
    private volatile Socket socket;

    Transport(boolean verifyHostName) {
        this.verifyHostName = verifyHostName;
        // No bound is needed: the library runs one task per channel at once, close() one, and a receiver keeps only as
        // many as it wants. After the end the remaining tasks run where they are handed over; they only find out that
        // there is nothing left to do.
        this.receivers =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        this,
                        (task, pool) -> task.run()) {
                    @Override
                    protected void afterExecute(Runnable block, Throwable thrown) {
                        Receiving.endOfBlock();
                    }
                };
    }

    /** Returns where receivers are called. */
    ExecutorService receivers() {
        return receivers;
    }

    @Override
    public void configure(Socket fresh) throws IOException {
        socket = fresh;
        fresh.setTcpNoDelay(true);
        if (verifyHostName && fresh instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            // the rules of HTTPS for names in certificates, which are the general ones
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "mqtt-amqp091-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Ends all that reads or writes. Any thread; does not block. */
    void closeSocket() {
        Socket current = socket;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                LOG.debug("closing a socket failed; it is unusable anyway", e);
            }
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
