package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Asks the service whether MQTT clients are online. Create one per instance and keep it: it holds connections.
 *
 * <p><b>Threads:</b> all methods may be called by any number of threads. Up to 64 requests run concurrently, each on a
 * daemon thread {@code mqtt-query-<n>}, which also asks the credentials provider. More wait in memory, without a bound,
 * and the {@linkplain StatusQueryClientBuilder#callTimeout call time-out} begins when they start; it is kept whatever hangs then. If all 64
 * threads hang longer than that, in a credentials provider or a name server that does not answer, requests that wait or
 * are added fail with {@link ErrorCode#TIMED_OUT} until a thread returns. One more daemon thread,
 * {@code mqtt-query-clock-1}, keeps time. Stages that are added to a future run on a thread {@code mqtt-query-<n>} and
 * must not block it: use their {@code Async} variants for what blocks.
 *
 * <p><b>Limits of the service:</b> 500 single and 100 batch requests per second and account, 300 of either per second
 * and source address, which is blocked beyond that. Each success is billed. This class does not slow down by itself.
 *
 * <p><b>Errors:</b> every failure of a call is a {@link ServerException}; {@link ServerException#isRetryable()} returns
 * whether the same call can succeed later. Each request is sent once and never repeated here: its nonce is valid
 * once. {@link ErrorCode#CONNECTION_LOST} may also mean that the server had closed a kept connection that was idle for
 * less than ten seconds; one that was idle for longer is checked first. Calling again is safe, as all calls only read.
 * {@link ErrorCode#BAD_CONFIGURATION} names a class that is missing on the class path, {@link ErrorCode#UNEXPECTED} stands for
 * an error of the JVM itself, retryable if it is one of memory or threads.
 *
 * <p><b>Proxies</b> of the JVM's settings are used unless {@link StatusQueryClientBuilder#proxy} sets one; SOCKS proxies by the JVM's only. A
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

    StatusQueryClient(
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
    public static StatusQueryClientBuilder builder() {
        return new StatusQueryClientBuilder();
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
     * Asks for the state of many clients from the service's cache ({@code BatchQuerySessionByClientIds}). A request
     * holds ten ids, and five requests run concurrently. Blocks until the last answer; the call time-out counts for each
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
}
