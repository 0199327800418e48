package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.OpenApiRequest;
import com.alibaba.mqtt.server.query.calls.Tally;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import com.alibaba.mqtt.server.query.http.HttpTransport;
import com.alibaba.mqtt.server.query.many.Asking;
import com.alibaba.mqtt.server.query.many.BatchQuery;
import com.alibaba.mqtt.server.query.many.Feeds;
import com.alibaba.mqtt.server.query.many.ManyRun;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.OpenApiAnswer;
import com.alibaba.mqtt.server.query.model.OpenApiCall;
import com.alibaba.mqtt.server.query.model.PartialAnswerException;
import com.alibaba.mqtt.server.query.model.QueryNumbers;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import com.alibaba.mqtt.server.query.model.QuerySource;
import com.alibaba.mqtt.server.query.model.TraceEntry;
import com.alibaba.mqtt.server.query.openapi.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service whether MQTT clients are online. Create one per instance and keep it: it holds connections.
 *
 * <pre>{@code
 * client.live("GID_demo@@@lock").online();                    // one client, true at the moment
 * client.cached(List.of("GID_demo@@@a", "GID_demo@@@b"));     // some clients, from the service's cache
 * client.query(QueryRequest.of(manyIds)).report();            // any number, with all that becomes of them
 * }</pre>
 *
 * <p><b>Threads:</b> all methods may be called by any number of threads. Up to 64 calls run concurrently: blocking ones on the
 * caller's own thread if the credentials are constant and there is no attempt listener, all others on a daemon thread
 * {@code mqtt-query-<n>}, which also asks the credentials provider. More wait, up to
 * {@link StatusQueryClientBuilder#maxWaiting}; beyond that a call fails with {@link ErrorCode#TOO_MANY_CALLS}. The
 * {@linkplain StatusQueryClientBuilder#callTimeout call time-out} begins when a call is made, and is kept whatever hangs. If
 * all 64 threads hang longer than that, in a credentials provider or a name server that does not answer, calls that wait or
 * are added fail with {@link ErrorCode#TIMED_OUT} until a thread returns. One more daemon thread,
 * {@code mqtt-query-clock-1}, keeps time. Stages that are added to a future run on a thread {@code mqtt-query-<n>} and
 * must not block it: use their {@code Async} variants for what blocks.
 *
 * <p><b>Limits of the service</b> are kept by a {@linkplain Pace pace} that all clients of the JVM share; a call waits its
 * turn, and is signed after that. Each success is billed.
 *
 * <p><b>Repetition:</b> a request that was throttled, failed in the service (codes {@code InternalError},
 * {@code ServiceUnavailable}, {@code SystemOverFlow}, or HTTP status 408, 429 and 5xx), or lost its connection is sent
 * again, with a new nonce, after a pause of chance up to 200, 400, 800 ms and so on, or the pause that the service asks for;
 * up to {@link StatusQueryClientBuilder#maxAttempts} times, and not more than one for ten calls once a first ten are used up.
 * A kept connection that the service had closed costs nothing. If the service finds our clock wrong, its own is used from
 * then on; if it does not know the key pair and the provider has another one, that is used.
 *
 * <p><b>Errors:</b> every failure of a call is a {@link ServerException}; {@link ServerException#isRetryable()} returns
 * whether the same call can succeed later. {@link ErrorCode#BAD_CONFIGURATION} names a class that is missing on the class
 * path, {@link ErrorCode#UNEXPECTED} stands for an error of the JVM itself, retryable if it is one of memory or threads.
 *
 * <p><b>Proxies</b> of the JVM's settings are used unless {@link StatusQueryClientBuilder#proxy} sets one; SOCKS proxies by
 * the JVM's only. A proxy that asks for a login is {@link ErrorCode#LOGIN_REFUSED}, one that does not connect
 * {@link ErrorCode#CONNECT_FAILED}, retryable if its HTTP status says so; both name the proxy. Redirects are not followed.
 * If the host has several addresses, each is tried.
 */
public final class StatusQueryClient implements AutoCloseable {
    private static final int TRACE_PAGE = 100;
    /** A device that flaps for a day has fewer. */
    private static final int MAX_TRACE = 10_000;

    private final Operations operations;
    private final String region;
    private final Caller caller;
    private final HttpTransport transport;
    private final Feeds feeds = new Feeds();
    private final String name;

    StatusQueryClient(Operations operations, String region, Caller caller, HttpTransport transport, String name) {
        this.operations = operations;
        this.region = region;
        this.caller = caller;
        this.transport = transport;
        this.name = name;
    }

    /** Returns a builder; region or endpoint, instance id and credentials must be set. */
    public static StatusQueryClientBuilder builder() {
        return new StatusQueryClientBuilder();
    }

    /**
     * Asks for the present state of one client ({@code QuerySessionByClientId}). Blocks until the answer, at most the
     * call time-out.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     * @return the status, {@link QuerySource#LIVE}
     * @throws IllegalArgumentException if the client id is null or blank
     * @throws ServerException if there is no answer or it is an error. {@link ErrorCode#INTERRUPTED} if the thread is
     *     interrupted: the call is cancelled then, and the interrupt flag is set
     */
    public ClientStatus live(String clientId) throws ServerException {
        Checks.requireText("clientId", clientId);
        return caller.run(
                operations.one(clientId), (json, answer, at) -> Operations.readOne(clientId, json, answer, at));
    }

    /**
     * Does as {@link #live}, and never blocks.
     *
     * @return fails with a {@link ServerException}, which {@code join} wraps; cancelling it ends the call
     * @throws IllegalArgumentException if the client id is null or blank
     */
    public CompletableFuture<ClientStatus> liveAsync(String clientId) {
        Checks.requireText("clientId", clientId);
        return one(clientId, null);
    }

    /**
     * Asks for the state of some clients from the service's cache ({@code BatchQuerySessionByClientIds}), which may be older
     * than the truth. A request holds ten ids, and five requests run concurrently. Blocks until the last answer; the call
     * time-out counts for each request. For thousands of clients {@link #query} does more.
     *
     * @param clientIds full client ids, any number; duplicates are asked for once
     * @return the statuses, {@link QuerySource#CACHED}, by client id in the order asked, not modifiable. A client that
     *     the service left out of its answer is left out here: its state is not known. Empty if nothing was asked, and
     *     then the service is not called
     * @throws IllegalArgumentException if the collection or a client id is null, or a client id is blank
     * @throws ServerException if a request fails; of several requests a {@link PartialAnswerException}, which has the answers
     *     of the others. {@link ErrorCode#INTERRUPTED} if the thread is interrupted: the requests are cancelled then, and the
     *     interrupt flag is set
     */
    public Map<String, ClientStatus> cached(Collection<String> clientIds) throws ServerException {
        return Caller.await(cachedAsync(clientIds));
    }

    /**
     * Does as {@link #cached}, and never blocks.
     *
     * @return fails with a {@link ServerException}, which {@code join} wraps; cancelling it ends all its requests
     * @throws IllegalArgumentException if the collection or a client id is null, or a client id is blank
     */
    public CompletableFuture<Map<String, ClientStatus>> cachedAsync(Collection<String> clientIds) {
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
        return new BatchQuery(List.copyOf(distinct), chunk -> many(chunk, null)).start();
    }

    /** Is {@link #live}, by the name that the tasks of presence and older programs use. */
    public ClientStatus queryClientStatus(String clientId) throws ServerException {
        return live(clientId);
    }

    /** Is {@link #cached}, by the name that the tasks of presence and older programs use. */
    public Map<String, ClientStatus> queryClientStatus(Collection<String> clientIds) throws ServerException {
        return cached(clientIds);
    }

    /** Is {@link #liveAsync}. */
    public CompletableFuture<ClientStatus> queryClientStatusAsync(String clientId) {
        return liveAsync(clientId);
    }

    /** Is {@link #cachedAsync}. */
    public CompletableFuture<Map<String, ClientStatus>> queryClientStatusAsync(Collection<String> clientIds) {
        return cachedAsync(clientIds);
    }

    /** Prepares a query for any number of clients; nothing is asked yet. */
    public StatusQuery query(QueryRequest request) {
        Asking asking = new Asking() {
            @Override
            public CompletableFuture<ClientStatus> one(String clientId, Tally tally) {
                return StatusQueryClient.this.one(clientId, tally);
            }

            @Override
            public CompletableFuture<Map<String, ClientStatus>> many(List<String> clientIds, Tally tally) {
                return StatusQueryClient.this.many(clientIds, tally);
            }
        };
        return new StatusQuery(() -> new ManyRun(asking, request), feeds);
    }

    private CompletableFuture<ClientStatus> one(String clientId, @Nullable Tally tally) {
        return caller.start(
                operations.one(clientId), (json, answer, at) -> Operations.readOne(clientId, json, answer, at), tally);
    }

    private CompletableFuture<Map<String, ClientStatus>> many(List<String> clientIds, @Nullable Tally tally) {
        return caller.start(
                operations.many(clientIds),
                (json, answer, at) -> Operations.readMany(clientIds, json, answer, at),
                tally);
    }

    /**
     * Calls any operation of the OpenAPI. Blocks until the answer, at most the call time-out.
     *
     * @throws ServerException as {@link #live}
     */
    public OpenApiAnswer call(OpenApiCall call) throws ServerException {
        return caller.run(request(call), StatusQueryClient::read);
    }

    /** Does as {@link #call}, and never blocks. */
    public CompletableFuture<OpenApiAnswer> callAsync(OpenApiCall call) {
        return caller.start(request(call), StatusQueryClient::read, null);
    }

    private OpenApiRequest request(OpenApiCall call) {
        return operations.request(call.action(), new TreeMap<>(call.parameters()), call.isIdempotent());
    }

    private static OpenApiAnswer read(Map<String, @Nullable Object> json, HttpAnswer answer, Instant at) {
        return OpenApiAnswer.of(Answers.requestId(json, answer), json);
    }

    /**
     * Asks what happened to a device: when it connected, when and why it left ({@code QueryMqttTraceDevice}). Blocks for one
     * call for each hundred entries, up to 10,000 entries.
     *
     * @param clientId the full client id
     * @param from the beginning, included
     * @param to the end
     * @return the oldest first, not modifiable; empty if nothing is known
     * @throws ServerException as {@link #live}; the RAM action {@code mq:QueryMqttDeviceTrace} is needed
     */
    public List<TraceEntry> trace(String clientId, Instant from, Instant to) throws ServerException {
        Checks.requireText("clientId", clientId);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from is " + from + "; a time before to, " + to + ", is needed");
        }
        OpenApiCall call = OpenApiCall.read(Operations.TRACE)
                .with("MqttRegionId", region)
                .with("ClientId", clientId)
                .with("BeginTime", from.toEpochMilli())
                .with("EndTime", to.toEpochMilli())
                .with("Reverse", false)
                .with("PageSize", TRACE_PAGE);
        List<TraceEntry> entries = new ArrayList<>();
        for (int page = 1; entries.size() < MAX_TRACE; page++) {
            Map<String, ?> answer = call(call.with("CurrentPage", page)).values();
            if (!(answer.get("DeviceInfoList") instanceof List<?> list) || list.isEmpty()) {
                break;
            }
            for (Object each : list) {
                if (each instanceof Map<?, ?> entry) {
                    entries.add(TraceEntry.of(entry));
                }
            }
            if (list.size() < TRACE_PAGE) {
                break;
            }
        }
        return List.copyOf(entries);
    }

    /**
     * Ends the connection of a client ({@code CloseConnection}), which may connect again right away. Blocks until the answer.
     *
     * @param clientId the full client id
     * @throws ServerException as {@link #live}; {@code ApiNotSupport} where the service does not offer it, which is most
     *     regions and editions; the RAM action {@code mq:CloseConnection} is needed. After a lost connection or a time-out it
     *     is not known whether it was done
     */
    public void disconnect(String clientId) throws ServerException {
        Checks.requireText("clientId", clientId);
        OpenApiAnswer unused = call(OpenApiCall.write(Operations.DISCONNECT).with("ClientId", clientId));
    }

    /**
     * Asks for the groups of the instance ({@code ListGroupId}). Blocks until the answer.
     *
     * @return their ids, as {@code GID_demo}, in the service's order, not modifiable
     * @throws ServerException as {@link #live}; the RAM action {@code mq:ListGroupId} is needed
     */
    public List<String> groups() throws ServerException {
        Map<String, ?> answer = call(OpenApiCall.read(Operations.GROUPS)).values();
        List<String> groups = new ArrayList<>();
        if (answer.get("Data") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> group && group.get("GroupId") instanceof String id) {
                    groups.add(id);
                }
            }
        }
        return List.copyOf(groups);
    }

    /** Returns what was sent since the client was built. Cheap. */
    public QueryNumbers numbers() {
        return numbers(caller.tally());
    }

    static QueryNumbers numbers(Tally tally) {
        return new QueryNumbers(
                tally.requests(),
                tally.retries(),
                tally.billed(),
                tally.throttled(),
                tally.failed(),
                Duration.ofNanos(tally.nanos()));
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
        feeds.close();
        caller.close();
        transport.close();
    }

    @Override
    public String toString() {
        return "StatusQueryClient[" + name + "]";
    }
}
