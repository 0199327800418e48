package com.alibaba.mqtt.server.presence.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Lettuce client of one store, with few threads ({@code lettuce-...}, daemons), which end with it. */
final class OwnRedisClient {
    private static final int THREADS = 2;
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
    /** Waiting for the connection; more concurrent callers are refused. */
    private static final int MAX_REQUESTS = 10_000;

    private static final long CLOSE_SECONDS = 10;

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;

    OwnRedisClient(RedisURI uri, Duration timeout) {
        this.uri = uri;
        uri.setTimeout(timeout);
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(Delay.exponential(Duration.ZERO, MAX_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .requestQueueSize(MAX_REQUESTS)
                .socketOptions(socketOptions(timeout))
                .build());
    }

    /** So that a peer that is gone without a word is noticed. */
    private static SocketOptions socketOptions(Duration timeout) {
        SocketOptions.Builder options = SocketOptions.builder()
                .connectTimeout(timeout)
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(KEEP_ALIVE)
                        .interval(KEEP_ALIVE)
                        .build());
        if (EpollProvider.isAvailable()) {
            limitSilence(options, timeout);
        }
        return options.build();
    }

    private static void limitSilence(SocketOptions.Builder options, Duration timeout) {
        try {
            options.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(timeout)
                    .build());
        } catch (LinkageError e) {
            // Lettuce 6.1, which the parent of Spring Boot 2.7 chooses, has no such option: then only time-outs show it
        }
    }

    RedisClient client() {
        return client;
    }

    /** Returns where Redis is, without the login. */
    String server() {
        if (!uri.getSentinels().isEmpty()) {
            return "the sentinels' master " + uri.getSentinelMasterId();
        }
        return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
    }

    void close() {
        client.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        // given to the client, so not the client's to end
        resources.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
