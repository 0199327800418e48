package com.alibaba.mqtt.server.query.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/** Where the HTTP client asks the JVM, or foreign code, by which way to connect; each may hang, and no cancel ends it. */
final class Lookups extends ProxySelector implements Dns {
    private final Elsewhere elsewhere;
    private final @Nullable Function<String, List<InetAddress>> addresses;

    /** @param addresses finds the addresses of a host; null for those of the JVM */
    Lookups(Elsewhere elsewhere, @Nullable Function<String, List<InetAddress>> addresses) {
        this.elsewhere = elsewhere;
        this.addresses = addresses;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        Function<String, List<InetAddress>> own = addresses;
        try {
            return call(own == null ? () -> SYSTEM.lookup(host) : () -> own.apply(host));
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            // what a function throws past the compiler, or that it was broken off
            throw Lookups.<RuntimeException>any(e);
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        try {
            return call(() -> {
                ProxySelector now = ProxySelector.getDefault();
                return now == null ? List.of(Proxy.NO_PROXY) : now.select(uri);
            });
        } catch (IOException e) {
            throw Lookups.<RuntimeException>any(e);
        }
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        ProxySelector now = ProxySelector.getDefault();
        if (now != null) {
            now.connectFailed(uri, address, failure);
        }
    }

    private <T> T call(Callable<T> foreign) throws IOException {
        return by(elsewhere, foreign);
    }

    /** Returns what foreign code returns, and throws what it throws. */
    static <T extends @Nullable Object> T by(Elsewhere elsewhere, Callable<T> foreign) throws IOException {
        try {
            return elsewhere.call(foreign);
        } catch (IOException | RuntimeException e) {
            if (e instanceof UndeclaredThrowableException error
                    && error.getUndeclaredThrowable() instanceof Error thrown) {
                throw thrown;
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (Exception e) {
            throw Lookups.<RuntimeException>any(e);
        }
    }

    /** Throws any exception where the signature has none. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException any(Throwable e) throws E {
        throw (E) e;
    }
}
