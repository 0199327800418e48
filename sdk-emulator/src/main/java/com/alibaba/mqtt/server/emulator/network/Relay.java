package com.alibaba.mqtt.server.emulator.network;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * A port of 127.0.0.1 that leads to another one, and what goes wrong on the way. All state belongs to one thread, that of
 * the loop, to which the callers' words are handed over; each method returns when it is done.
 */
public final class Relay {
    private static final int BACKLOG = 1_024;

    private final EventLoop loop;
    private final IntSupplier target;
    private final Weather weather = new Weather();
    private final Set<Link> links = new HashSet<>();
    private final int port;

    private Relay(EventLoop loop, IntSupplier target) throws IOException {
        this.loop = loop;
        this.target = target;
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // nothing is read until there is another side
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel near) {
                        connect(near);
                    }
                })
                .bind(Loopback.port(0))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("a port of the network does not open: " + bound.cause(), bound.cause());
        }
        port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /**
     * Opens a free port.
     *
     * @param target the number of the port that it leads to, asked at each connection
     * @throws IOException when none can be opened
     */
    static Relay open(EventLoop loop, IntSupplier target) throws IOException {
        return new Relay(loop, target);
    }

    /** The number of the port. */
    public int port() {
        return port;
    }

    /** How many connections there are, the half-open ones included. */
    public int connections() {
        return inLoop(links::size);
    }

    /** Ends the connections of now with a FIN, to both sides. */
    public void cut() {
        onEach(Link::cut);
    }

    /** Ends the connections of now with a TCP reset, to both sides. */
    public void reset() {
        onEach(Link::reset);
    }

    /** What is sent on the connections of now goes nowhere, without an error; nor does an end of one side reach the other. */
    public void halfOpen() {
        onEach(Link::die);
    }

    /** From now on all bytes come this much later. */
    public void delay(Duration time) {
        inLoop(() -> weather.delayNanos = time.toNanos());
    }

    /** From now on a share of the bytes is another one, in thousandths. */
    public void garble(int perMille) {
        inLoop(() -> weather.garbledPerMille = perMille);
    }

    /** From now on all bytes pass as they are. */
    public void clear() {
        delay(Duration.ZERO);
        garble(0);
    }

    /** What is set, in words, and empty when nothing is. */
    public List<String> set() {
        return inLoop(weather::words);
    }

    private void connect(Channel near) {
        Link link = new Link(near, weather);
        links.add(link);
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel far) {
                        link.join(far);
                    }
                })
                .connect(Loopback.port(target.getAsInt()));
        Future<?> unused = connected.addListener(done -> {
            if (done.isSuccess()) {
                link.open();
            } else {
                link.reset();
            }
        });
        link.whenOver(() -> links.remove(link));
    }

    private void onEach(Consumer<Link> action) {
        inLoop(() -> {
            List.copyOf(links).forEach(action);
            return true;
        });
    }

    private <T> T inLoop(Callable<T> action) {
        try {
            return loop.submit(action).syncUninterruptibly().getNow();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the emulator is closed", e);
        }
    }
}
