package com.alibaba.mqtt.server.presence.redis;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link RedisPresenceStore}. Each setter checks its value. Not thread-safe. */
public final class RedisPresenceStoreBuilder {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MIN_FORGET_AFTER = Duration.ofSeconds(1);
    private static final Duration MAX_FORGET_AFTER = Duration.ofDays(3650);
    /** Braces would move the hash tag. */
    private static final Pattern NAME = Pattern.compile("[^{}\\s]+");

    /** What cannot be read as host and port stands in the host, even a password. */
    private static final Pattern HOST = Pattern.compile("[\\w.-]+|\\[?[0-9a-fA-F:.%]+]?");

    private @Nullable RedisURI uri;
    private ForeignText foreign = ForeignText.hiding();
    /** Why a URI cannot even be read. */
    private @Nullable LinkageError unusable;

    private @Nullable RedisClient client;
    private @Nullable String instanceId;
    private String keyPrefix = "mqtt-presence";
    private Duration timeout = Duration.ofSeconds(10);
    private Duration forgetAfter = Duration.ofDays(30);

    RedisPresenceStoreBuilder() {}

    /**
     * Sets where Redis is; the store creates its own client then.
     *
     * @param uri {@code redis://[[user:]password@]host[:port][/database]}, {@code rediss://...} for TLS, or
     *     {@code redis-sentinel://[password@]host[:port],.../[database]#masterId}
     * @throws IllegalArgumentException if it cannot be read; the message does not repeat it, as it may hold a password
     */
    public RedisPresenceStoreBuilder uri(String uri) {
        Allowed.set("uri", uri);
        RedisURI read;
        try {
            read = RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            // its text is the URI
            throw unreadable();
        } catch (LinkageError e) {
            // no such library, or one that does not fit; build() says so
            this.unusable = e;
            return this;
        }
        if (read.getHost() != null && !HOST.matcher(read.getHost()).matches()) {
            throw unreadable();
        }
        this.uri = read;
        this.foreign = hiding(uri);
        return this;
    }

    /** The password as it stands in the URI, and decoded. */
    private static ForeignText hiding(String uri) {
        int start = uri.indexOf("://");
        int end = uri.lastIndexOf('@');
        if (start < 0 || end < start) {
            return ForeignText.hiding();
        }
        String login = uri.substring(start + 3, end);
        String password = login.substring(login.indexOf(':') + 1);
        return ForeignText.hiding(password, decoded(password));
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("uri cannot be read; redis://[[user:]password@]host[:port][/database] is"
                + " allowed, and rediss:// for TLS, with %-escapes in user and password");
    }

    /**
     * Sets a client to use instead of a {@link #uri}, made with its own URI. The store opens one connection on it, and
     * never shuts it down. It must reconnect by itself, as it does by default. Its threads and options are the caller's.
     */
    public RedisPresenceStoreBuilder client(RedisClient client) {
        this.client = Allowed.set("client", client);
        return this;
    }

    /** Sets which instance of the service the clients belong to; needed. No braces, no white space. */
    public RedisPresenceStoreBuilder instanceId(String instanceId) {
        this.instanceId = requireName("instanceId", instanceId);
        return this;
    }

    /** Sets how the names of all keys begin, default {@code mqtt-presence}. No braces, no white space. */
    public RedisPresenceStoreBuilder keyPrefix(String keyPrefix) {
        this.keyPrefix = requireName("keyPrefix", keyPrefix);
        return this;
    }

    /**
     * Sets how long to wait for the answer to one command, the time included in which a lost connection is opened again:
     * 100 ms to 10 minutes, default 10 s. While Redis is away, callers wait for so long before they get an error.
     */
    public RedisPresenceStoreBuilder timeout(Duration timeout) {
        this.timeout = Allowed.between("timeout", timeout, MIN_TIMEOUT, MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets after how long a client is forgotten that went offline, if that was notified and there was no notice of it since:
     * 1 s to 10 years, default 30 days. Clients that are online are never forgotten.
     */
    public RedisPresenceStoreBuilder forgetAfter(Duration forgetAfter) {
        this.forgetAfter = Allowed.between("forgetAfter", forgetAfter, MIN_FORGET_AFTER, MAX_FORGET_AFTER);
        return this;
    }

    /**
     * Connects to Redis.
     *
     * @throws IllegalArgumentException if the instance id is missing, or not exactly one of uri and client is set
     * @throws ServerException if Redis cannot be reached, refuses the login, or does not answer in time; with
     *     {@code Client.BadConfiguration} if Lettuce or Netty is missing or of a version that cannot be used
     */
    public RedisPresenceStore build() throws ServerException {
        if (unusable != null) {
            throw RedisErrors.unusable(unusable, foreign);
        }
        if (instanceId == null) {
            throw new IllegalArgumentException("instanceId is not set; the id of the service's instance is needed");
        }
        if ((uri == null) == (client == null)) {
            throw new IllegalArgumentException("uri and client are " + (uri == null ? "both missing" : "both set")
                    + "; exactly one of the two is needed");
        }
        try {
            RedisKeys keys = new RedisKeys(keyPrefix, instanceId);
            return uri != null ? own(uri, keys) : connect(client, keys, "the server of the given client", () -> {});
        } catch (LinkageError e) {
            throw RedisErrors.unusable(e, foreign);
        }
    }

    private RedisPresenceStore own(RedisURI uri, RedisKeys keys) throws ServerException {
        OwnRedisClient own = new OwnRedisClient(uri, timeout);
        try {
            return connect(own.client(), keys, own.server(), own::close);
        } catch (Throwable e) {
            // Throwable: whatever it is, no thread of Lettuce may stay
            own.close();
            throw e;
        }
    }

    private RedisPresenceStore connect(RedisClient on, RedisKeys keys, String server, Runnable release)
            throws ServerException {
        RedisErrors errors = new RedisErrors(server, timeout, foreign);
        StatefulRedisConnection<byte[], byte[]> connection;
        try {
            connection = on.connect(ByteArrayCodec.INSTANCE);
        } catch (RuntimeException e) {
            throw errors.of(e);
        }
        connection.setTimeout(timeout);
        return new RedisPresenceStore(
                connection, keys, errors, new Forgetting(forgetAfter), Clock.systemUTC(), release);
    }

    private static String requireName(String field, String value) {
        Allowed.set(field, value);
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is \"" + ForeignText.visible(value)
                    + "\"; at least one character is needed, no braces and no white space");
        }
        return value;
    }
}
