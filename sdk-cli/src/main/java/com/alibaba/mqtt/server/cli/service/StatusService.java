package com.alibaba.mqtt.server.cli.service;

import com.alibaba.mqtt.server.cli.run.CliException;
import com.alibaba.mqtt.server.cli.settings.Found;
import com.alibaba.mqtt.server.cli.settings.Setting;
import com.alibaba.mqtt.server.cli.settings.Settings;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.ClientStatus;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one place that calls the query client. One thread. */
public final class StatusService implements AutoCloseable {
    /** How many clients one billed call of the cache answers for. */
    public static final int CLIENTS_A_CALL = 10;

    private static final int OUTSTANDING = 8;

    private final StatusQueryClient client;
    private final long nanosBetween;
    private long next = System.nanoTime();

    private StatusService(StatusQueryClient client, int rate) {
        this.client = client;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / rate;
    }

    /**
     * Creates the client; asks nothing yet.
     *
     * @param rate calls a second, at most
     * @throws CliException if a setting is missing or not allowed
     */
    public static StatusService open(Settings settings, int rate) {
        StatusQueryClientBuilder builder = StatusQueryClient.builder().credentialsProvider(settings.credentials());
        String instance = settings.required(Setting.INSTANCE_ID);
        Found region = settings.find(Setting.REGION);
        try {
            builder.instanceId(instance);
            if (region != null) {
                builder.region(region.value());
            } else {
                builder.endpoint(settings.required(Setting.ENDPOINT));
            }
            return new StatusService(builder.build(), rate);
        } catch (IllegalArgumentException e) {
            throw CliException.configuration(String.valueOf(e.getMessage()));
        }
    }

    /** Returns how many billed calls it takes to ask about so many clients. */
    public static long calls(long clients, boolean live) {
        return live ? clients : (clients + CLIENTS_A_CALL - 1) / CLIENTS_A_CALL;
    }

    /**
     * Asks about clients and hands over each answer, in the order of the ids; a failed call is an answer of its clients.
     *
     * @param live each by itself and by the present state; otherwise ten at a time from the service's cache
     * @throws InterruptedException if the thread is interrupted; what was answered was handed over
     */
    public void ask(Collection<String> clientIds, boolean live, Consumer<Answer> answers) throws InterruptedException {
        Deque<Call> outstanding = new ArrayDeque<>();
        List<String> all = List.copyOf(clientIds);
        int step = live ? 1 : CLIENTS_A_CALL;
        for (int at = 0; at < all.size(); at += step) {
            if (outstanding.size() >= OUTSTANDING) {
                outstanding.remove().hand(answers);
            }
            keepPace();
            List<String> some = all.subList(at, Math.min(all.size(), at + step));
            outstanding.add(new Call(some, live ? one(some.get(0)) : client.queryClientStatusAsync(some)));
        }
        while (!outstanding.isEmpty()) {
            outstanding.remove().hand(answers);
        }
    }

    private CompletableFuture<Map<String, ClientStatus>> one(String clientId) {
        return client.queryClientStatusAsync(clientId).thenApply(status -> Map.of(clientId, status));
    }

    private void keepPace() throws InterruptedException {
        long now = System.nanoTime();
        if (next - now > 0) {
            TimeUnit.NANOSECONDS.sleep(next - now);
        }
        next = Math.max(next, now) + nanosBetween;
    }

    /** Ends calls that run. */
    @Override
    public void close() {
        client.close();
    }

    /** One call to the service, and whom it is about. */
    private record Call(List<String> clientIds, CompletableFuture<Map<String, ClientStatus>> future) {
        void hand(Consumer<Answer> answers) throws InterruptedException {
            try {
                Map<String, ClientStatus> known = future.get();
                clientIds.forEach(id -> answers.accept(new Answer(id, known.get(id), null)));
            } catch (ExecutionException e) {
                ServerException error = Failed.of(e);
                clientIds.forEach(id -> answers.accept(new Answer(id, null, error)));
            }
        }
    }
}
