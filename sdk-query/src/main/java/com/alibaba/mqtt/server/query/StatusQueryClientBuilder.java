package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.query.calls.Attempts;
import com.alibaba.mqtt.server.query.calls.Calls;
import com.alibaba.mqtt.server.query.calls.Keys;
import com.alibaba.mqtt.server.query.http.Endpoint;
import com.alibaba.mqtt.server.query.http.HttpTransport;
import com.alibaba.mqtt.server.query.http.ProxyLogin;
import com.alibaba.mqtt.server.query.http.Trust;
import com.alibaba.mqtt.server.query.openapi.Acs3Signer;
import com.alibaba.mqtt.server.query.openapi.Nonces;
import com.alibaba.mqtt.server.query.openapi.RpcSigner;
import com.alibaba.mqtt.server.query.openapi.Signer;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a {@link StatusQueryClient}. Region or endpoint, instance id and credentials must be set. Each
 * setter checks its value and throws an {@link IllegalArgumentException} that names it. Not thread-safe.
 */
public final class StatusQueryClientBuilder {
    private static final Pattern REGION_IN_HOST = Pattern.compile("onsmqtt(?:-vpc)?\\.([a-z0-9-]+)\\..*");
    private static final String USER_AGENT = userAgent();

    private @Nullable String region;
    private @Nullable Endpoint endpoint;
    private Network network = Network.PUBLIC;
    private @Nullable String instanceId;
    private @Nullable CredentialsProvider credentials;
    private boolean constantCredentials;
    private SignatureVersion signature = SignatureVersion.ACS3;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration attemptTimeout = Duration.ofSeconds(10);
    private Duration callTimeout = Duration.ofSeconds(30);
    private int maxAttempts = 4;
    private int maxWaiting = 20_000;
    private Pace pace = Pace.standard();
    private @Nullable AttemptListener attemptListener;
    private @Nullable Trust trust;
    private @Nullable Proxy proxy;
    private @Nullable ProxyLogin proxyLogin;
    private @Nullable Function<String, List<InetAddress>> addresses;
    private Clock clock = Clock.systemUTC();
    private Supplier<String> nonces = new Nonces();

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

    /**
     * Sets the key pair that signs the requests. Its user needs the RAM actions {@code mq:MqttInstanceAccess} for single
     * requests and {@code mq:BatchQuerySessionByClientIds} for batches.
     */
    public StatusQueryClientBuilder credentials(Credentials credentials) {
        Keys.checkSendable(Allowed.set("credentials", credentials));
        this.credentials = () -> credentials;
        this.constantCredentials = true;
        return this;
    }

    /**
     * Sets a provider that is asked for the key pair for each attempt, by the thread of the call, up to 64
     * concurrently; its time counts for the attempt time-out. {@link CredentialsProvider#defaultChain()} looks where Alibaba
     * Cloud's tools keep keys. If it throws or returns null, the call fails: with its own {@link ServerException}, or
     * with {@link ErrorCode#CREDENTIALS_FAILED}.
     */
    public StatusQueryClientBuilder credentialsProvider(CredentialsProvider credentialsProvider) {
        this.credentials = Allowed.set("credentialsProvider", credentialsProvider);
        this.constantCredentials = false;
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
     * Sets how long one attempt of a call may take, asking the credentials provider, the name server and a proxy included:
     * 1 ms to 10 minutes, default 10 s. One that takes longer is broken off, and repeated as after a lost connection.
     */
    public StatusQueryClientBuilder attemptTimeout(Duration attemptTimeout) {
        this.attemptTimeout = Checks.requireTimeout("attemptTimeout", attemptTimeout);
        return this;
    }

    /**
     * Sets how long a call may take in all, from the caller's line to the end of the answer: waiting for a thread and for its
     * turn, all attempts, and the pauses between them. 1 ms to 10 minutes, default 30 s.
     */
    public StatusQueryClientBuilder callTimeout(Duration callTimeout) {
        this.callTimeout = Checks.requireTimeout("callTimeout", callTimeout);
        return this;
    }

    /** Sets how often a call is sent at most: 1 to 10, default 4. With 1 nothing is repeated but what costs nothing. */
    public StatusQueryClientBuilder maxAttempts(int maxAttempts) {
        this.maxAttempts = Checks.requireInt("maxAttempts", maxAttempts, 1, 10);
        return this;
    }

    /**
     * Sets how many calls may wait for one of the 64 threads: 0 to 1,000,000, default 20,000. One waiting call takes about
     * half a kilobyte.
     */
    public StatusQueryClientBuilder maxWaiting(int maxWaiting) {
        this.maxWaiting = Checks.requireInt("maxWaiting", maxWaiting, 0, 1_000_000);
        return this;
    }

    /** Sets how many requests a second are sent at most, default {@link Pace#standard()}. */
    public StatusQueryClientBuilder pace(Pace pace) {
        this.pace = Allowed.set("pace", pace);
        return this;
    }

    /** Sets who is told of each request. */
    public StatusQueryClientBuilder attemptListener(AttemptListener attemptListener) {
        this.attemptListener = Allowed.set("attemptListener", attemptListener);
        return this;
    }

    /**
     * Trusts the certificates of a file, and those signed by them, instead of those that the JVM trusts: for a proxy that
     * breaks up TLS, or an emulator. Host names are checked as ever.
     *
     * @param pem X.509 certificates in PEM; read now
     * @throws IllegalArgumentException if the file cannot be read or holds none
     */
    public StatusQueryClientBuilder trustedCertificates(Path pem) {
        this.trust = Trust.pem(Allowed.set("trustedCertificates", pem));
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
        String name = to + " instanceId=" + ForeignText.visible(instance);
        Signer signer = signature == SignatureVersion.ACS3
                ? new Acs3Signer(to.hostHeader(), USER_AGENT, nonces)
                : new RpcSigner(to.hostHeader(), USER_AGENT, nonces);
        Calls calls = new Calls(callTimeout, maxWaiting);
        HttpTransport transport = new HttpTransport(
                to,
                Calls.MAX_RUNNING,
                connectTimeout,
                proxy,
                proxyLogin != null ? proxyLogin : ProxyLogin.ofJvm(),
                trust,
                calls::elsewhere,
                addresses);
        Attempts.Settings settings = new Attempts.Settings(
                name,
                to.toString(),
                keysFrom,
                signer,
                pace.rates(),
                maxAttempts,
                attemptTimeout,
                clock,
                new Attended(name, attemptListener));
        return new StatusQueryClient(
                new Operations(instance),
                regionOf(to),
                // no foreign code on the caller's thread, as nothing ends that hangs there
                new Caller(
                        new Attempts(settings, transport, calls),
                        calls,
                        constantCredentials && attemptListener == null),
                transport,
                name);
    }

    /** Returns the region as the trace wants it: as set, else as it stands in the host. */
    private String regionOf(Endpoint to) {
        if (region != null) {
            return region;
        }
        Matcher host = REGION_IN_HOST.matcher(to.host());
        return host.matches() ? host.group(1) : "unknown";
    }

    private static String userAgent() {
        @Nullable String version = StatusQueryClientBuilder.class.getPackage().getImplementationVersion();
        return "mqtt-status/" + (version == null ? "dev" : version) + " Java/"
                + Runtime.version().feature();
    }
}
