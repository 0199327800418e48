package com.alibaba.mqtt.server.cli.service;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.settings.Found;
import com.alibaba.mqtt.server.cli.settings.Setting;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.Network;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import com.alibaba.mqtt.server.query.model.TraceEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The one place that calls the query client. */
public final class StatusService implements AutoCloseable {
    private final StatusQueryClient client;

    private StatusService(StatusQueryClient client) {
        this.client = client;
    }

    /**
     * Creates the client; asks nothing yet.
     *
     * @param rate calls a second at most; null for the SDK's standard
     * @throws CliException if a setting is missing or not allowed
     */
    public static StatusService open(Settings settings, @Nullable Integer rate) {
        StatusQueryClientBuilder builder = StatusQueryClient.builder().credentialsProvider(settings.credentials());
        String instance = settings.required(Setting.INSTANCE_ID);
        Found region = settings.find(Setting.REGION);
        Path ca = settings.ca();
        Network network = settings.isVpc() ? Network.VPC : Network.PUBLIC;
        try {
            builder.instanceId(instance);
            if (region != null) {
                builder.region(region.value()).network(network);
            } else {
                builder.endpoint(settings.required(Setting.ENDPOINT));
            }
            if (ca != null) {
                builder.trustedCertificates(ca);
            }
            if (rate != null) {
                builder.pace(Pace.standard().total(rate));
            }
            return new StatusService(builder.build());
        } catch (IllegalArgumentException e) {
            throw CliException.configuration(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Asks about clients and hands over each answer as it comes; a failed call is an answer of its clients.
     *
     * @param deadline what is not answered then has failed; null for none
     * @throws InterruptedException if the thread is interrupted; what was answered was handed over
     */
    public void ask(Collection<String> clientIds, Depth depth, @Nullable Duration deadline, Consumer<Answer> answers)
            throws InterruptedException {
        QueryRequest request = QueryRequest.of(clientIds).mode(depth.mode());
        ask(deadline == null ? request : request.deadline(deadline), answers);
    }

    /**
     * The same for any number of clients, whose ids are read as the answers come. What the iterator throws ends the query,
     * and is not thrown here.
     */
    public void ask(Iterator<String> clientIds, Depth depth, Consumer<Answer> answers) throws InterruptedException {
        Stream<String> ids = StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(clientIds, Spliterator.ORDERED | Spliterator.NONNULL), false);
        ask(QueryRequest.of(ids).mode(depth.mode()), answers);
    }

    private void ask(QueryRequest request, Consumer<Answer> answers) throws InterruptedException {
        try (Stream<QueryAnswer> stream = client.query(request).stream()) {
            stream.forEach(answer -> answers.accept(new Answer(answer.clientId(), answer.status(), answer.error())));
        } catch (IllegalStateException e) {
            // only an interrupt ends the stream so
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw e;
        }
    }

    /** Returns whether a client is online now. */
    public boolean isOnline(String clientId) throws ServerException {
        return client.live(clientId).online();
    }

    /** Returns which clients the cache calls online, and which not; it may leave some out. */
    public Map<String, Boolean> areOnline(Collection<String> clientIds) throws ServerException {
        Map<String, Boolean> online = new HashMap<>();
        client.cached(clientIds).forEach((id, status) -> online.put(id, status.online()));
        return online;
    }

    /** Returns what happened to a client, the oldest first. */
    public List<TraceEntry> trace(String clientId, Instant from, Instant to) throws ServerException {
        return client.trace(clientId, from, to);
    }

    /** Ends the connection of a client. */
    public void disconnect(String clientId) throws ServerException {
        client.disconnect(clientId);
    }

    /** Returns the groups of the instance. */
    public List<String> groups() throws ServerException {
        return client.groups();
    }

    /** Returns the successful calls, which are billed. */
    public long billedCalls() {
        return client.numbers().billed();
    }

    /** Ends calls that run. */
    @Override
    public void close() {
        client.close();
    }
}
