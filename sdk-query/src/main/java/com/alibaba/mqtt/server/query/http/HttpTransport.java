package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Sends each signed request exactly once, over kept HTTP/1.1 connections, in the calling thread. Knows nothing of what is
 * asked, and has no time-out but that for connecting: the caller breaks off.
 *
 * <p>HTTP/1.1 and not HTTP/2: at a few hundred calls a second, each in a thread of its own, one connection for each
 * running call costs the least, and a lost connection costs one call and not all of them.
 */
public final class HttpTransport implements AutoCloseable {
    /** What is longer is no answer of the service: ten ids of 64 characters need some hundred bytes. */
    public static final int MAX_ANSWER_BYTES = 1 << 20;

    /** How long an idle connection, or an idle thread of a call, is kept. */
    public static final int IDLE_SECONDS = 30;

    private static final RequestBody EMPTY = new EmptyBody();

    private final Endpoint endpoint;
    private final String step;
    private final HttpUrl url;
    private final Duration connectTimeout;
    private final ProxyLogin proxyLogin;
    private final OkHttpClient client;
    private volatile boolean closed;

    /**
     * Creates a transport.
     *
     * @param connections how many are kept at most
     * @param proxy the proxy to use; null for that of the JVM's settings
     * @param trust whom to trust with TLS; null for whom the JVM trusts
     * @param elsewhere calls what may hang
     * @param addresses finds the addresses of a host; null for those of the JVM
     */
    public HttpTransport(
            Endpoint endpoint,
            int connections,
            Duration connectTimeout,
            @Nullable Proxy proxy,
            ProxyLogin proxyLogin,
            @Nullable Trust trust,
            Elsewhere elsewhere,
            @Nullable Function<String, List<InetAddress>> addresses) {
        this.endpoint = endpoint;
        this.step = "answer from " + endpoint;
        this.url = HttpUrl.get(endpoint + "/");
        this.connectTimeout = connectTimeout;
        this.proxyLogin = proxyLogin;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(connections, IDLE_SECONDS, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connectTimeout)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxyAuthenticator((route, response) -> proxyLogin.authenticate(route, response, elsewhere));
        if (proxyLogin.isSet() && endpoint.scheme().equals("http")) {
            builder.addNetworkInterceptor(proxyLogin::addToPlainRequest);
        }
        if (proxy != null) {
            builder.proxy(proxy);
        }
        if (endpoint.scheme().equals("http")) {
            // else the JVM's trusted certificates are read for nothing
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        } else if (trust != null) {
            builder.sslSocketFactory(trust.context().getSocketFactory(), trust.manager());
        }
        Lookups lookups = new Lookups(elsewhere, addresses);
        client = builder.dns(lookups).proxySelector(lookups).build();
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param current is given what breaks the request off
     * @throws StaleConnectionException if a kept connection was lost before the answer: the service may have closed it
     *     while it was idle, so that no failure of a call has been seen yet. All idle connections are closed then
     */
    public HttpAnswer send(SignedRequest signed, Breakable current) throws ServerException, StaleConnectionException {
        Request request = new Request.Builder()
                .url(url.newBuilder().encodedQuery(signed.query()).build())
                .headers(Headers.of(signed.headers()))
                .post(EMPTY)
                .build();
        Call call = client.newCall(request);
        Way way = new Way();
        call.addEventListener(way);
        current.step(step, call::cancel);
        try (Response response = call.execute()) {
            InetSocketAddress by = way.proxy;
            if (response.code() == TransportErrors.PROXY_LOGIN && by != null) {
                throw errors(signed).ofProxy(by, response.code(), null);
            }
            return answer(response, signed);
        } catch (IOException e) {
            // also our own ServerException, which it passes on
            ServerException failure = errors(signed).of(e, way.proxy);
            if (way.isKept && !way.isAnswered && !call.isCanceled() && failure.isRetryable()) {
                client.connectionPool().evictAll();
                throw new StaleConnectionException(failure);
            }
            throw failure;
        } finally {
            evictIfClosed();
        }
    }

    private TransportErrors errors(SignedRequest signed) {
        return new TransportErrors(
                endpoint, connectTimeout, ForeignText.hiding(secrets(signed).toArray(String[]::new)));
    }

    private List<String> secrets(SignedRequest signed) {
        List<String> secrets = signed.secrets();
        secrets.addAll(proxyLogin.secrets());
        return secrets;
    }

    private HttpAnswer answer(Response response, SignedRequest signed) throws ServerException {
        Buffer body = new Buffer();
        boolean whole;
        boolean gzip = "gzip".equalsIgnoreCase(response.header("Content-Encoding"));
        try (BufferedSource source = response.body().source()) {
            whole = read(source, body);
        } catch (IOException e) {
            throw errors(signed).cutShort(response.code(), e);
        }
        boolean unpacked = true;
        if (gzip && whole) {
            // not asked for; a proxy in between may do it all the same
            Buffer packed = body;
            body = new Buffer();
            try (BufferedSource source = Okio.buffer(new GzipSource(packed))) {
                whole = read(source, body);
            } catch (IOException e) {
                unpacked = false;
            }
        }
        HttpAnswer answer = new HttpAnswer(response.code(), response::header, body.readUtf8(), () -> secrets(signed));
        if (!unpacked) {
            throw answer.malformed("its gzip is broken");
        }
        if (!whole) {
            throw answer.malformed("more than " + MAX_ANSWER_BYTES + " bytes");
        }
        return answer;
    }

    /** Returns whether that was all. */
    private static boolean read(BufferedSource source, Buffer into) throws IOException {
        while (into.size() <= MAX_ANSWER_BYTES) {
            if (source.read(into, MAX_ANSWER_BYTES) < 0) {
                return true;
            }
        }
        return false;
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

    /** Remembers how the call went, for its error. */
    private static final class Way extends EventListener {
        private volatile @Nullable InetSocketAddress proxy;
        private volatile boolean isNew;
        private volatile boolean isKept;
        private volatile boolean isAnswered;

        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy by) {
            isNew = true;
            proxy = by.address() instanceof InetSocketAddress at ? at : null;
        }

        @Override
        public void connectionAcquired(Call call, Connection connection) {
            isKept = !isNew;
            proxy = connection.route().proxy().address() instanceof InetSocketAddress at ? at : null;
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            isAnswered = true;
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
