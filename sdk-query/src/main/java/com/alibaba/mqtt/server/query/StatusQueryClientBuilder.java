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
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link StatusQueryClient}. Region or endpoint, instance id and credentials must be set. Each
 * setter checks its value and throws an {@link IllegalArgumentException} that names it. Not thread-safe.
 */
public final class StatusQueryClientBuilder {
    private @Nullable String region;
    private @Nullable Endpoint endpoint;
    private Network network = Network.PUBLIC;
    private @Nullable String instanceId;
    private @Nullable CredentialsProvider credentials;
    private SignatureVersion signature = SignatureVersion.ACS3;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(10);
    private @Nullable Proxy proxy;
    private @Nullable ProxyLogin proxyLogin;
    private @Nullable Function<String, List<InetAddress>> addresses;
    private Clock clock = Clock.systemUTC();
    private Supplier<String> nonces = () -> UUID.randomUUID().toString().replace("-", "");

    StatusQueryClientBuilder() {}

    /** Sets the region of the instance, for example {@code cn-hangzhou}; or set the endpoint. */
    public StatusQueryClientBuilder region(String region) {
        this.region = Checks.requireText("region", region);
        return this;
    }

    /** Sets the network from which the region's API is called, default {@link Network#PUBLIC}. Not used with an endpoint. */
    public StatusQueryClientBuilder network(Network network) {
        this.network = Allowed.set("network", network);
        return this;
    }

    /**
     * Sets the API's host instead of the region, for a region that this version does not know, or an emulator:
     * {@code host[:port]}, with {@code http://} or {@code https://} before it; https if neither. The host is a name in
     * ASCII, which may have underscores, an IPv4 address, or an IPv6 address in brackets.
     */
    public StatusQueryClientBuilder endpoint(String endpoint) {
        this.endpoint = Endpoint.parse(endpoint);
        return this;
    }

    /** Sets the id of the ApsaraMQ for MQTT instance, for example {@code post-cn-0pp12gl0000}. */
    public StatusQueryClientBuilder instanceId(String instanceId) {
        this.instanceId = Checks.requireText("instanceId", instanceId);
        return this;
    }

    /** Sets the key pair that signs the requests. It needs the permission {@code mq:MqttInstanceAccess}. */
    public StatusQueryClientBuilder credentials(Credentials credentials) {
        Checks.requireSendable(Allowed.set("credentials", credentials));
        this.credentials = () -> credentials;
        return this;
    }

    /**
     * Sets a provider that is asked for the key pair for each request, by the thread of the request, up to 64
     * concurrently; its time counts for the call time-out. {@link CredentialsProvider#defaultChain()} looks where Alibaba
     * Cloud's tools keep keys. If it throws or returns null, the call fails: with its own {@link ServerException}, or
     * with {@link ErrorCode#CREDENTIALS_FAILED}.
     */
    public StatusQueryClientBuilder credentialsProvider(CredentialsProvider credentialsProvider) {
        this.credentials = Allowed.set("credentialsProvider", credentialsProvider);
        return this;
    }

    /** Sets how requests are signed, default {@link SignatureVersion#ACS3}. */
    public StatusQueryClientBuilder signature(SignatureVersion signature) {
        this.signature = Allowed.set("signature", signature);
        return this;
    }

    /** Sets how long connecting to one address of the host may take: 1 ms to 10 minutes, default 5 s. */
    public StatusQueryClientBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = Checks.requireTimeout("connectTimeout", connectTimeout);
        return this;
    }

    /**
     * Sets how long a request may take from its start to the end of the answer, asking the credentials provider, the
     * name server and a proxy included: 1 ms to 10 minutes, default 10 s.
     */
    public StatusQueryClientBuilder callTimeout(Duration callTimeout) {
        this.callTimeout = Checks.requireTimeout("callTimeout", callTimeout);
        return this;
    }

    /**
     * Sets the HTTP proxy for all requests; default: what the JVM is set to ({@code https.proxyHost} and
     * its like, or the default {@link java.net.ProxySelector}). With https the proxy sees the host only.
     *
     * @param host a name or an address, without scheme or user
     * @param port 1 to 65535
     */
    public StatusQueryClientBuilder proxy(String host, int port) {
        this.proxy = Checks.requireProxy(host, port);
        return this;
    }

    /**
     * Sets the login for proxies that ask for one, by the scheme Basic only; also for the proxies of the JVM's settings. Default: the JVM's default {@link java.net.Authenticator} is asked, by a
     * thread of this client, when an {@code https} endpoint's proxy asks for a login.
     *
     * @param user without a colon
     * @param password may be empty; never shown
     */
    public StatusQueryClientBuilder proxyCredentials(String user, String password) {
        this.proxyLogin = Checks.requireProxyLogin(user, password);
        return this;
    }

    /** For tests. */
    StatusQueryClientBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** For tests. */
    StatusQueryClientBuilder nonces(Supplier<String> nonces) {
        this.nonces = nonces;
        return this;
    }

    /** For tests. */
    StatusQueryClientBuilder addresses(Function<String, List<InetAddress>> addresses) {
        this.addresses = addresses;
        return this;
    }

    /**
     * Creates the client. Does not connect yet.
     *
     * @throws IllegalArgumentException if a required setting is missing, region and endpoint are both set, or the
     *     region has no known host in this network; the message lists those known
     */
    public StatusQueryClient build() {
        if ((region == null) == (endpoint == null)) {
            throw new IllegalArgumentException("region and endpoint are " + (region == null ? "not" : "both")
                    + " set; exactly one of them is needed");
        }
        // copies: the builder can change and be used again
        String instance = Allowed.set("instanceId", instanceId);
        CredentialsProvider keysFrom = Allowed.set("credentials", credentials);
        Endpoint to =
                endpoint != null ? endpoint : Endpoint.parse(Regions.host(Allowed.set("region", region), network));
        SignatureVersion version = signature;
        Clock time = clock;
        Supplier<String> fresh = nonces;
        return new StatusQueryClient(
                keysFrom,
                keys -> new QueryProtocol(to, instance, keys, version, time, fresh),
                new HttpTransport(
                        to, connectTimeout, proxy, proxyLogin != null ? proxyLogin : ProxyLogin.ofJvm(), addresses),
                new Calls(callTimeout),
                to + " instanceId=" + ForeignText.visible(instance));
    }
}
