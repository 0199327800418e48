package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.ForeignText;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the service whether MQTT clients are online. Make one per instance and keep it: it holds connections.
 *
 * <p><b>Threads:</b> all methods may be called from any thread at once. Up to 64 requests run at once, each on a
 * daemon thread {@code mqtt-query-<n>}, which also asks the credentials provider. More wait in memory, without a bound,
 * and the {@linkplain Builder#callTimeout call time-out} begins when they start; it is kept whatever hangs then. If all 64
 * threads hang beyond it, in a credentials provider or a name server that does not answer, what waits fails with
 * {@link ErrorCode#TIMED_OUT}, and what comes too, until one of them is back. One more daemon thread,
 * {@code mqtt-query-clock-1}, keeps time. Stages that are added to a future run on a thread {@code mqtt-query-<n>} and
 * must not block it: use their {@code Async} variants for what blocks.
 *
 * <p><b>Limits of the service:</b> 500 single and 100 batch requests per second and account, 300 of either per second
 * and source address, which is blocked beyond that. Each success is billed. This class does not slow down by itself.
 *
 * <p><b>Errors:</b> every failure of a call is a {@link ServerException}; {@link ServerException#isRetryable()} tells
 * whether the same call can succeed later. Each request is sent once and never repeated here: its nonce is good for
 * one. {@link ErrorCode#CONNECTION_LOST} may also mean that the server had closed a kept connection that was idle for
 * less than ten seconds; one that was idle for longer is checked first. Calling again is safe, as all calls only read.
 * {@link ErrorCode#BAD_CONFIGURATION} names a class that is missing on the class path, {@link ErrorCode#UNEXPECTED} stands for
 * an error of the JVM itself, retryable if it is one of memory or threads.
 *
 * <p><b>Proxies</b> of the JVM's settings are used unless {@link Builder#proxy} sets one; SOCKS proxies by the JVM's only. A
 * proxy that asks for a login is {@link ErrorCode#LOGIN_REFUSED}, one that does not connect
 * {@link ErrorCode#CONNECT_FAILED}, retryable if its HTTP status says so; both name the proxy. Redirects are not followed.
 * If the host has several addresses, each is tried.
 */
public final class StatusQueryClient implements AutoCloseable {
    private final CredentialsProvider credentials;
    private final Function<Credentials, QueryProtocol> protocols;
    private final HttpTransport transport;
    private final Calls calls;
    private final String name;

    private StatusQueryClient(
            CredentialsProvider credentials,
            Function<Credentials, QueryProtocol> protocols,
            HttpTransport transport,
            Calls calls,
            String name) {
        this.credentials = credentials;
        this.protocols = protocols;
        this.transport = transport;
        this.calls = calls;
        this.name = name;
    }

    /** Returns a builder; region or endpoint, instance id and credentials must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Asks for the present state of one client ({@code QuerySessionByClientId}). Blocks until the answer, at most the
     * call time-out once the request started.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     * @return the status, {@link QuerySource#LIVE}
     * @throws IllegalArgumentException if the client id is null or blank
     * @throws ServerException if there is no answer or it is an error. {@link ErrorCode#INTERRUPTED} if the thread is
     *     interrupted: the call is cancelled then, and the interrupt flag is set
     */
    public ClientStatus queryClientStatus(String clientId) throws ServerException {
        return await(queryClientStatusAsync(clientId));
    }

    /**
     * Asks for the state of many clients from the service's cache ({@code BatchQuerySessionByClientIds}). Ten at a time
     * go into one request, five requests run at once. Blocks until the last answer; the call time-out counts for each
     * request.
     *
     * @param clientIds full client ids, any number; duplicates are asked for once
     * @return the statuses, {@link QuerySource#CACHED}, by client id in the order asked, not modifiable. A client that
     *     the service left out of its answer is left out here: its state is not known. Empty if nothing was asked, and
     *     then the service is not called
     * @throws IllegalArgumentException if the collection or a client id is null, or a client id is blank
     * @throws ServerException if one request fails; the answers of the others are lost. {@link ErrorCode#INTERRUPTED}
     *     if the thread is interrupted: the requests are cancelled then, and the interrupt flag is set
     */
    public Map<String, ClientStatus> queryClientStatus(Collection<String> clientIds) throws ServerException {
        return await(queryClientStatusAsync(clientIds));
    }

    /**
     * Does as {@link #queryClientStatus(String)}, and never blocks.
     *
     * @return fails with a {@link ServerException}, which {@code join} wraps; cancelling it ends the call
     * @throws IllegalArgumentException if the client id is null or blank
     */
    public CompletableFuture<ClientStatus> queryClientStatusAsync(String clientId) {
        Checks.requireText("clientId", clientId);
        return calls.start(call -> {
            QueryProtocol protocol = protocol(call);
            return protocol.readOne(clientId, transport.send(protocol.askOne(clientId), call));
        });
    }

    /**
     * Does as {@link #queryClientStatus(Collection)}, and never blocks.
     *
     * @return fails with a {@link ServerException}, which {@code join} wraps; cancelling it ends all its requests
     * @throws IllegalArgumentException if the collection or a client id is null, or a client id is blank
     */
    public CompletableFuture<Map<String, ClientStatus>> queryClientStatusAsync(Collection<String> clientIds) {
        if (clientIds == null) {
            throw new IllegalArgumentException("clientIds is null; a collection is needed");
        }
        Set<String> distinct = new LinkedHashSet<>();
        int at = 0;
        for (String clientId : clientIds) {
            distinct.add(Checks.requireText("clientIds[" + at++ + "]", clientId));
        }
        if (distinct.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return new BatchQuery(
                        List.copyOf(distinct),
                        chunk -> calls.start(call -> {
                            QueryProtocol protocol = protocol(call);
                            return protocol.readMany(chunk, transport.send(protocol.askMany(chunk), call));
                        }))
                .start();
    }

    /** One per request, so that each signs with the key pair of its moment. */
    private QueryProtocol protocol(OneCall<?> call) throws ServerException {
        call.step("answer of the credentials provider", Thread.currentThread()::interrupt);
        Credentials now = Credentials.from(credentials);
        call.step("signature", () -> {});
        // a provider may have left it, and the HTTP client would take it for the end of the call
        Thread.interrupted();
        try {
            Checks.requireSendable(now);
        } catch (IllegalArgumentException e) {
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION, "the credentials provider: " + e.getMessage(), false, e);
        }
        return protocols.apply(now);
    }

    private static <T> T await(CompletableFuture<T> call) throws ServerException {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw QueryErrors.interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerException failure) {
                // nobody else has this one: let it show the caller's line instead of ours
                failure.fillInStackTrace();
                throw failure;
            }
            throw QueryErrors.ofAny(e.getCause());
        }
    }

    /**
     * Ends running and waiting calls, which fail with {@link ErrorCode#STOPPED}, as do later ones; ends the threads and
     * closes the connections. Idempotent, any thread, interrupted or not. Does not wait for anything: futures and threads
     * end right after. A thread that is resolving a host name ends when it has it; one in a credentials provider is
     * interrupted. Idle daemon threads of the HTTP library that all query clients share ({@code OkHttp TaskRunner}) end by
     * themselves within about a minute.
     */
    @Override
    public void close() {
        calls.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "StatusQueryClient[" + name + "]";
    }

    /** Collects the settings of a {@link StatusQueryClient}. Each setter checks its value. Not thread-safe. */
    public static final class Builder {
        private String region;
        private Endpoint endpoint;
        private Network network = Network.PUBLIC;
        private String instanceId;
        private CredentialsProvider credentials;
        private SignatureVersion signature = SignatureVersion.ACS3;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration callTimeout = Duration.ofSeconds(10);
        private Proxy proxy;
        private ProxyLogin proxyLogin;
        private Function<String, List<InetAddress>> addresses;
        private Clock clock = Clock.systemUTC();
        private Supplier<String> nonces = () -> UUID.randomUUID().toString().replace("-", "");

        private Builder() {}

        /** Sets the region of the instance, for example {@code cn-hangzhou}; or set the endpoint. */
        public Builder region(String region) {
            this.region = Checks.requireText("region", region);
            return this;
        }

        /** Sets from where the region's API is called, default {@link Network#PUBLIC}. Not used with an endpoint. */
        public Builder network(Network network) {
            this.network = Allowed.set("network", network);
            return this;
        }

        /**
         * Sets the API's host instead of the region, for a region that this version does not know, or an emulator:
         * {@code host[:port]}, with {@code http://} or {@code https://} before it; https if neither. The host is a name in
         * ASCII, which may have underscores, an IPv4 address, or an IPv6 address in brackets.
         */
        public Builder endpoint(String endpoint) {
            this.endpoint = Endpoint.parse(endpoint);
            return this;
        }

        /** Sets the id of the ApsaraMQ for MQTT instance, for example {@code post-cn-0pp12gl0000}. */
        public Builder instanceId(String instanceId) {
            this.instanceId = Checks.requireText("instanceId", instanceId);
            return this;
        }

        /** Sets whose key signs the requests. It needs the permission {@code mq:MqttInstanceAccess}. */
        public Builder credentials(Credentials credentials) {
            Checks.requireSendable(Allowed.set("credentials", credentials));
            this.credentials = () -> credentials;
            return this;
        }

        /**
         * Sets a provider that is asked for the key pair for each request, by the thread of the request, at up to 64 at
         * once; its time counts for the call time-out. {@link CredentialsProvider#defaultChain()} looks where Alibaba
         * Cloud's tools keep keys. If it throws or returns null, the call fails: with its own {@link ServerException}, or
         * with {@link ErrorCode#CREDENTIALS_FAILED}.
         */
        public Builder credentialsProvider(CredentialsProvider credentialsProvider) {
            this.credentials = Allowed.set("credentialsProvider", credentialsProvider);
            return this;
        }

        /** Sets how requests are signed, default {@link SignatureVersion#ACS3}. */
        public Builder signature(SignatureVersion signature) {
            this.signature = Allowed.set("signature", signature);
            return this;
        }

        /** Sets how long connecting to one address of the host may take: 1 ms to 10 minutes, default 5 s. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = Checks.requireTimeout("connectTimeout", connectTimeout);
            return this;
        }

        /**
         * Sets how long a request may take from its start to the end of the answer, asking the credentials provider, the
         * name server and a proxy included: 1 ms to 10 minutes, default 10 s.
         */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = Checks.requireTimeout("callTimeout", callTimeout);
            return this;
        }

        /**
         * Sets the HTTP proxy, by which all requests go then; default what the JVM is set to ({@code https.proxyHost} and
         * its like, or the default {@link java.net.ProxySelector}). Over https the proxy sees no more than the host.
         *
         * @param host a name or an address, without scheme or user
         * @param port 1 to 65535
         */
        public Builder proxy(String host, int port) {
            this.proxy = Checks.requireProxy(host, port);
            return this;
        }

        /**
         * Sets the login for proxies that ask for one in the way Basic, which is the only one that is known here; also for
         * the proxies of the JVM's settings. Default: the JVM's default {@link java.net.Authenticator} is asked, by a
         * thread of this client, when an {@code https} endpoint's proxy asks for a login.
         *
         * @param user without a colon
         * @param password may be empty; never shown
         */
        public Builder proxyCredentials(String user, String password) {
            this.proxyLogin = Checks.requireProxyLogin(user, password);
            return this;
        }

        /** For tests. */
        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** For tests. */
        Builder nonces(Supplier<String> nonces) {
            this.nonces = nonces;
            return this;
        }

        /** For tests. */
        Builder addresses(Function<String, List<InetAddress>> addresses) {
            this.addresses = addresses;
            return this;
        }

        /**
         * Makes the client. Does not connect yet.
         *
         * @throws IllegalArgumentException if a required setting is missing, region and endpoint are both set, or the
         *     region has no known host in this network; the message lists those known
         */
        public StatusQueryClient build() {
            if ((region == null) == (endpoint == null)) {
                throw new IllegalArgumentException("region and endpoint are " + (region == null ? "not" : "both")
                        + " set; exactly one of them is needed");
            }
            Allowed.set("instanceId", instanceId);
            Allowed.set("credentials", credentials);
            Endpoint to = endpoint != null ? endpoint : Endpoint.parse(Regions.host(region, network));
            // copies: the builder can change and be used again
            String instance = instanceId;
            SignatureVersion version = signature;
            Clock time = clock;
            Supplier<String> fresh = nonces;
            return new StatusQueryClient(
                    credentials,
                    keys -> new QueryProtocol(to, instance, keys, version, time, fresh),
                    new HttpTransport(
                            to, connectTimeout, proxy, proxyLogin != null ? proxyLogin : ProxyLogin.ofJvm(), addresses),
                    new Calls(callTimeout),
                    to + " instanceId=" + ForeignText.visible(instance));
        }
    }
}
