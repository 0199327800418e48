package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.ConsumerHealth;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One process of an application that shares its presence on Redis, with a cable of its own to the service. */
final class PresenceNode implements AutoCloseable {
    final RedisPresenceStore store;
    final PresenceTracker tracker;
    private final ExecutorService actions = Executors.newFixedThreadPool(4);
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> undeliverable = new CopyOnWriteArrayList<>();
    private final Relay cable;
    private final StatusQueryClient client;
    private final Backend backend;
    private volatile boolean dead;

    PresenceNode(Emulator emulator, String group, RedisNode redis, PresenceTrackerBuilder settings) throws Exception {
        this(emulator, Protocol.AUTO, group, redis.store(), settings);
    }

    /** Takes over the store. */
    PresenceNode(
            Emulator emulator,
            Protocol protocol,
            String group,
            RedisPresenceStore store,
            PresenceTrackerBuilder settings)
            throws Exception {
        this.store = store;
        cable = new Relay(emulator.amqpPort());
        client = Storm.client(emulator);
        tracker = settings.store(store)
                .liveQuery(client::queryClientStatus, ClientStatus::online)
                .cachedQuery(client::queryClientStatus, ClientStatus::online)
                .executor(actions)
                .onError(this::note)
                .closeTimeout(Duration.ZERO)
                .build();
        ChannelConfig config = Backend.config(emulator);
        config.setPort(cable.port());
        config.setProtocol(protocol);
        ConsumerConfig consuming = new ConsumerConfig();
        consuming.setUndeliverableListener((source, body, reason) -> undeliverable.add(source + ": " + reason));
        backend = new Backend(config, consuming);
        backend.consumer.start();
        backend.consumer.subscribeStatus(group, tracker);
    }

    ConsumerHealth consumer() {
        return backend.consumer.health();
    }

    /** A dead node fails in whatever it does. */
    private void note(String clientId, Throwable error) {
        if (!dead) {
            errors.add(clientId + ": " + error);
        }
    }

    /** What went wrong while it lived. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** What its consumer has given up. */
    List<String> undeliverable() {
        return List.copyOf(undeliverable);
    }

    /** It notifies and asks nothing any more, and sends the service nothing; its objects are left as they are. */
    void die() throws IOException {
        dead = true;
        actions.shutdown();
        try {
            // not between a claim and its action, which would never be notified
            if (!actions.awaitTermination(20, TimeUnit.SECONDS)) {
                throw new AssertionError("an action hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // else it would claim questions, and put them off for the others as those of a node whose login is refused
        tracker.close();
        client.close();
        cable.close();
    }

    @Override
    public void close() throws IOException {
        backend.close();
        tracker.close();
        store.close();
        client.close();
        actions.shutdown();
        cable.close();
    }
}
