package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.connect.Tls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.transports.TransportOptions;
import org.apache.qpid.jms.transports.netty.NettyTcpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The socket to one address of a server, with TLS or without. Qpid JMS is given nothing that an application wrote: it
 * knows the address only, and TLS begins here, with the name that the application knows the server by.
 */
final class Line extends NettyTcpTransport {
    /** For TLS' own close message, which a server that hangs does not take. */
    private static final long CLOSE_NOTIFY_MILLIS = 200;

    private final ConnectionSettings config;
    private final InetAddress address;
    private final @Nullable SSLContext tls;
    private volatile @Nullable Channel opened;
    private volatile boolean reached;
    private volatile boolean cut;

    /**
     * Creates a line that is not connected yet.
     *
     * @param connectMillis for the connection without TLS; 0 for no limit
     * @param tls null for none
     */
    Line(ConnectionSettings config, InetAddress address, int connectMillis, @Nullable SSLContext tls) {
        // not "secure": the library would begin TLS with the name in the URI, which it cannot do for each name
        super(uri(address, config.port()), options(connectMillis), false);
        this.config = config;
        this.address = address;
        this.tls = tls;
    }

    private static URI uri(InetAddress address, int port) {
        try {
            // without the scope that an IPv6 address may have
            String host = InetAddress.getByAddress(address.getAddress()).getHostAddress();
            return new URI("amqp", null, host, port, null, null, null);
        } catch (URISyntaxException | UnknownHostException e) {
            throw new IllegalStateException("an address is always one", e);
        }
    }

    private static TransportOptions options(int connectMillis) {
        TransportOptions options = new TransportOptions();
        options.setConnectTimeout(connectMillis);
        // the native ones keep their classes forever, and so a redeployed application
        options.setUseEpoll(false);
        options.setUseKQueue(false);
        return options;
    }

    /** Returns whether the address took the connection, whatever came then. */
    boolean wasReached() {
        return reached;
    }

    /** Ends the socket, and the waits for it. Any thread; does not block. */
    void cut() {
        cut = true;
        Channel channel = opened;
        if (channel != null) {
            var unused = channel.close();
        }
    }

    boolean isCut() {
        return cut;
    }

    /** The library looks for parts of itself by the class loader of its thread, which may be any application's. */
    @Override
    public void setThreadFactory(ThreadFactory factory) {
        super.setThreadFactory(work -> {
            Thread thread = factory.newThread(work);
            thread.setContextClassLoader(Line.class.getClassLoader());
            return thread;
        });
    }

    @Override
    protected String getRemoteHost() {
        return address.getHostAddress();
    }

    @Override
    protected void addAdditionalHandlers(ChannelPipeline pipeline) {
        opened = pipeline.channel();
        pipeline.addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                reached = true;
                context.fireChannelActive();
            }
        });
        if (tls != null) {
            SslHandler handler = new SslHandler(Tls.engine(tls, config));
            handler.setHandshakeTimeoutMillis(config.handshakeTimeout());
            handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
            pipeline.addLast(handler);
        }
        if (cut) {
            var unused = pipeline.channel().close();
        }
    }

    @Override
    protected ChannelInboundHandlerAdapter createChannelHandler() {
        return tls == null ? super.createChannelHandler() : new AfterTls();
    }

    /** For the library the connection is there when TLS is. */
    private final class AfterTls extends NettyTcpTransportHandler {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.pipeline().get(SslHandler.class).handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    handleConnected(context.channel());
                } else {
                    handleException(context.channel(), done.cause());
                }
            });
        }
    }
}
