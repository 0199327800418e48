package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Sends each signed request exactly once, over kept HTTP/1.1 connections. Knows nothing of what is asked. */
final class HttpTransport implements AutoCloseable {
    static final int MAX_AT_ONCE = 64;
    static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int IDLE_SECONDS = 30;

    private final Endpoint endpoint;
    private final Duration connectTimeout;
    private final Duration callTimeout;
    private final ThreadPoolExecutor threads;
    private final OkHttpClient client;
    private volatile boolean closed;

    HttpTransport(Endpoint endpoint, Duration connectTimeout, Duration callTimeout) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.callTimeout = callTimeout;
        AtomicInteger number = new AtomicInteger();
        // no bound of its own: the dispatcher's is below, and a call is handed over just before its thread is free
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "mqtt-query-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(MAX_AT_ONCE);
        dispatcher.setMaxRequestsPerHost(MAX_AT_ONCE);
        client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(MAX_AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connectTimeout)
                .callTimeout(callTimeout)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    /** Makes a result of an answer. */
    interface AnswerReader<T> {
        T read(HttpAnswer answer) throws ServerException;
    }

    /** Sends without blocking. The result fails with a ServerException; cancelling it ends the call. */
    <T> CompletableFuture<T> send(SignedRequest signed, AnswerReader<T> reader) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Request.Builder request = new Request.Builder().url(signed.url()).post(new EmptyBody());
        signed.headers().forEach(request::header);
        Call call = client.newCall(request.build());
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                result.completeExceptionally(
                        closed
                                ? QueryErrors.stopped()
                                : QueryErrors.ofTransport(e, endpoint, connectTimeout, callTimeout));
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try {
                    result.complete(reader.read(answer(response)));
                } catch (Throwable e) {
                    // also what nobody expects: a future that never ends would be worse
                    result.completeExceptionally(e);
                }
                evictIfClosed();
            }
        });
        CompletableFuture<T> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                call.cancel();
            }
        });
        if (closed) {
            // close() may have cancelled all calls just before this one began
            call.cancel();
        }
        return result;
    }

    private HttpAnswer answer(Response response) throws ServerException {
        try (response;
                InputStream in = response.body().byteStream()) {
            byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
            HttpAnswer answer = new HttpAnswer(
                    response.code(),
                    response.header("Date"),
                    response.header("Content-Type"),
                    new String(body, StandardCharsets.UTF_8));
            if (body.length > MAX_ANSWER_BYTES) {
                throw QueryErrors.malformed("more than " + MAX_ANSWER_BYTES + " bytes", answer);
            }
            return answer;
        } catch (ServerException e) {
            throw e;
        } catch (IOException e) {
            throw closed ? QueryErrors.stopped() : QueryErrors.cutShort(e, endpoint, connectTimeout, callTimeout);
        }
    }

    /** Idempotent; does not wait. Running calls fail as stopped. */
    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        threads.shutdown();
        evictIfClosed();
    }

    /** A call that ends while close() runs may give its connection back after close() emptied the pool. */
    private void evictIfClosed() {
        if (closed) {
            client.connectionPool().evictAll();
        }
    }

    /** One-shot, because otherwise OkHttp repeats the request, with its used nonce, on a 503 with Retry-After: 0. */
    private static final class EmptyBody extends RequestBody {
        @Override
        public MediaType contentType() {
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
