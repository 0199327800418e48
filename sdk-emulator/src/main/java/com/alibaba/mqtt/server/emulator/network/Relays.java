package com.alibaba.mqtt.server.emulator.network;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The relays of an emulator by their names, which exist from when they are first asked for. Safe for many threads. */
public final class Relays implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(5);

    private final Map<String, Relay> byName = new LinkedHashMap<>();
    private @Nullable EventLoopGroup thread;
    private boolean closed;

    /** Creates none. */
    public Relays() {}

    /**
     * The relay of this name, which is opened if there is none.
     *
     * @param target the number of the port that it leads to, asked at each connection
     * @throws IOException when no port can be opened
     * @throws IllegalStateException when this is closed
     */
    public synchronized Relay get(String name, IntSupplier target) throws IOException {
        if (closed) {
            throw new IllegalStateException("the emulator is closed");
        }
        Relay known = byName.get(name);
        if (known != null) {
            return known;
        }
        if (thread == null) {
            thread = new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt-emulator-network", true));
        }
        Relay fresh = Relay.open(thread.next(), target);
        byName.put(name, fresh);
        return fresh;
    }

    /** The relay of this name, or null if nobody has asked for it. */
    public synchronized @Nullable Relay find(String name) {
        return byName.get(name);
    }

    /** What goes wrong, in words. */
    public synchronized List<String> set() {
        return byName.entrySet().stream()
                .flatMap(one -> one.getValue().set().stream().map(word -> "network of " + one.getKey() + ": " + word))
                .toList();
    }

    /** Lets all bytes pass as they are, and ends the connections that are half-open, and all others. */
    public synchronized void reset() {
        Collection<Relay> all = byName.values();
        all.forEach(Relay::clear);
        all.forEach(Relay::reset);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            reset();
            // which closes the ports
            boolean unused = thread.shutdownGracefully(0, END.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(END.toMillis());
        }
    }
}
