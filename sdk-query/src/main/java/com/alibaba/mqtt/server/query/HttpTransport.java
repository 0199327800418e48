package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends each signed request exactly once, over kept HTTP/1.1 connections, in the calling thread. Knows nothing of what is
 * asked, and has no time-out but that for connecting: the caller breaks off.
 */
final class HttpTransport implements AutoCloseable {
    static final int MAX_ANSWER_BYTES = 1 << 20;

    private final Endpoint endpoint;
    private final Duration connectTimeout;
    private final ProxyLogin proxyLogin;
    private final OkHttpClient client;
    private volatile boolean closed;

    /**
     * Creates a transport.
     *
     * @param proxy the proxy to use; null for that of the JVM's settings
     * @param addresses finds the addresses of a host; null for those of the JVM
     */
    HttpTransport(
            Endpoint endpoint,
            Duration connectTimeout,
            @Nullable Proxy proxy,
            ProxyLogin proxyLogin,
            @Nullable Function<String, List<InetAddress>> addresses) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.proxyLogin = proxyLogin;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(Calls.MAX_RUNNING, Calls.IDLE_SECONDS, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connectTimeout)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxyAuthenticator(proxyLogin)
                .addNetworkInterceptor(proxyLogin::addToPlainRequest);
        if (proxy != null) {
            builder.proxy(proxy);
        }
        if (addresses != null) {
            builder.dns(addresses::apply);
        }
        client = builder.build();
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param current is given what breaks the request off
     */
    HttpAnswer send(SignedRequest signed, OneCall<?> current) throws ServerException {
        Request.Builder request = new Request.Builder().url(signed.url()).post(new EmptyBody());
        signed.headers().forEach(request::header);
        // not even gzip: what cannot come cannot be broken, or grow
        request.header("accept-encoding", "identity");
        Call call = client.newCall(request.build());
        Way way = new Way();
        call.addEventListener(way);
        current.step("answer from " + endpoint, call::cancel);
        try (Response response = call.execute()) {
            InetSocketAddress by = way.proxy;
            if (response.code() == TransportErrors.PROXY_LOGIN && by != null) {
                throw errors(secrets(signed)).ofProxy(by, response.code(), null);
            }
            return answer(response, secrets(signed));
        } catch (IOException e) {
            // also our own ServerException, which it passes on
            throw errors(secrets(signed)).of(e, way.proxy);
        } finally {
            evictIfClosed();
        }
    }

    private TransportErrors errors(List<String> secrets) {
        return new TransportErrors(endpoint, connectTimeout, ForeignText.hiding(secrets.toArray(String[]::new)));
    }

    private List<String> secrets(SignedRequest signed) {
        return Stream.concat(signed.secrets().stream(), proxyLogin.secrets().stream())
                .toList();
    }

    private HttpAnswer answer(Response response, List<String> secrets) throws ServerException {
        try (InputStream in = response.body().byteStream()) {
            byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
            HttpAnswer answer = new HttpAnswer(
                    response.code(),
                    response.header("Date"),
                    response.header("Content-Type"),
                    new String(body, StandardCharsets.UTF_8),
                    secrets);
            if (body.length > MAX_ANSWER_BYTES) {
                throw QueryErrors.malformed("more than " + MAX_ANSWER_BYTES + " bytes", answer);
            }
            return answer;
        } catch (ServerException e) {
            throw e;
        } catch (IOException e) {
            throw errors(secrets).cutShort(e);
        }
    }

    /** Idempotent; does not wait. Calls that run must be broken off before. */
    @Override
    public void close() {
        closed = true;
        evictIfClosed();
    }

    /** A call that ends while close() runs may give its connection back after close() emptied the pool. */
    private void evictIfClosed() {
        if (closed) {
            client.connectionPool().evictAll();
        }
    }

    /** Remembers by which proxy the call went, for its error. */
    private static final class Way extends EventListener {
        private volatile @Nullable InetSocketAddress proxy;

        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy by) {
            proxy = by.address() instanceof InetSocketAddress at ? at : null;
        }

        @Override
        public void connectionAcquired(Call call, okhttp3.Connection connection) {
            proxy = connection.route().proxy().address() instanceof InetSocketAddress at ? at : null;
        }
    }

    /** One-shot, because otherwise OkHttp repeats the request, with its used nonce, on a 503 with Retry-After: 0. */
    private static final class EmptyBody extends RequestBody {
        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return 0;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) {
            // the service wants the parameters in the query and no body
        }
    }
}
