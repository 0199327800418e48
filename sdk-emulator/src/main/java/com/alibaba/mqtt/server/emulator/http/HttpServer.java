package com.alibaba.mqtt.server.emulator.http;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports of 127.0.0.1 that speak HTTP/1.1, in plain or over TLS. Two threads serve all connections; neither an answer that
 * is late or never comes nor a request that is slow to arrive takes one of them.
 *
 * <p>Bounds: 512 connections at a time on all ports together, those beyond are closed when they are accepted; 64 KB for
 * the headers and for the body of a request. A connection that has no complete request in time, after it was opened or
 * after its last answer, is closed, and so is one whose next request does not wait for the answer.
 */
public final class HttpServer implements AutoCloseable {
    /** How long a connection may be without a complete request. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How many connections there can be at a time. */
    public static final int MAX_CONNECTIONS = 512;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int THREADS = 2;
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_CHUNK = 8 * 1024;
    private static final Duration END = Duration.ofSeconds(5);

    private final Function<HttpRequest, HttpAnswer> handler;
    private final Clock clock;
    private final Duration patience;
    private final AtomicInteger connections = new AtomicInteger();
    private final EventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("mqtt-emulator-openapi"));

    /**
     * Creates a server without a port.
     *
     * @param handler must not block
     * @param clock for the header {@code Date}
     * @param patience how long a connection may be without a complete request
     */
    public HttpServer(Function<HttpRequest, HttpAnswer> handler, Clock clock, Duration patience) {
        this.handler = handler;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Opens a port and returns its number.
     *
     * @param name what the message of an exception calls the port
     * @param port 0 for a free one
     * @param tls with a key, or null for plain HTTP
     * @throws IOException when the port is taken
     */
    public int listen(String name, int port, @Nullable SSLContext tls) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, MAX_CONNECTIONS)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, tls);
                    }
                })
                .bind(Loopback.port(port))
                .awaitUninterruptibly();
        if (bound.isSuccess()) {
            return ((InetSocketAddress) bound.channel().localAddress()).getPort();
        }
        if (bound.cause() instanceof BindException taken) {
            throw Loopback.taken(name, port, taken);
        }
        throw new IOException("the " + name + " port does not open: " + bound.cause(), bound.cause());
    }

    /** Closes the ports and all connections, also those that hang, and ends the threads. */
    @Override
    public void close() {
        // which closes what they serve
        boolean unused = threads.shutdownGracefully(0, END.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END.toMillis());
    }

    private void accept(Channel channel, @Nullable SSLContext tls) {
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            connections.decrementAndGet();
            LOG.info("a connection is closed: there are {} already", MAX_CONNECTIONS);
            Future<?> unused = channel.close();
            return;
        }
        Future<?> unused = channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (tls != null) {
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(false);
            channel.pipeline().addLast(new SslHandler(engine));
        }
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(MAX_BYTES, MAX_BYTES, MAX_CHUNK),
                        new HttpObjectAggregator(MAX_BYTES),
                        new HttpConnection(handler, clock, patience));
    }
}
