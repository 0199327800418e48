package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.spring.settings.InstanceSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The consumers of one instance. Thread-safe. Internal. */
public final class InstanceConsumers {
    private final InstanceSettings settings;
    private final Invocations invocations;
    private final Supplier<PresenceTracker> presence;
    private final Set<String> presenceGroups;
    private final Plan plan;
    private volatile Map<String, ServerConsumer> running = Map.of();

    /** Creates them; connects nowhere yet. */
    public InstanceConsumers(InstanceSettings settings, Invocations invocations, Supplier<PresenceTracker> presence) {
        this.settings = settings;
        this.invocations = invocations;
        this.presence = presence;
        List<ListenerMethod> methods = invocations.methods(settings.name());
        this.presenceGroups = new LinkedHashSet<>(settings.presence().getGroups());
        methods.stream()
                .filter(ListenerMethod::isOfPresence)
                .map(ListenerMethod::source)
                .forEach(presenceGroups::add);
        this.plan = new Plan(methods, presenceGroups);
    }

    /** Returns the name of the instance. */
    public String instance() {
        return settings.name();
    }

    /** Returns whether there is anything to receive. */
    public boolean isNeeded() {
        return !plan.parts().isEmpty();
    }

    /** Returns whether presence is tracked. */
    public boolean tracksPresence() {
        return !presenceGroups.isEmpty();
    }

    /** Returns whether it is set where queries go. */
    public boolean hasQueries() {
        return settings.hasQueries();
    }

    /** Returns the consumers that are started, by name. */
    public Map<String, ServerConsumer> running() {
        return running;
    }

    /**
     * Connects all of them. After a failure none is left, and it can be called again.
     *
     * @throws IOException if one of them could not start
     */
    public synchronized void start() throws IOException {
        if (!running.isEmpty()) {
            return;
        }
        Map<String, ServerConsumer> started = new LinkedHashMap<>();
        try {
            for (Plan.Part part : plan.parts()) {
                ServerConsumer consumer = new ServerConsumer(settings.channel(), settings.consumer(part.threads()));
                started.put(part.name(), consumer);
                subscribe(consumer, part);
                consumer.start();
            }
            running = Map.copyOf(started);
        } catch (TimeoutException e) {
            throw new IOException(e);
        } finally {
            if (running.isEmpty()) {
                // each consumer has its own limit
                stop(started, Deadline.in(0));
            }
        }
    }

    private void subscribe(ServerConsumer consumer, Plan.Part part) throws IOException {
        for (Map.Entry<String, List<ListenerMethod>> group : part.groups().entrySet()) {
            PresenceTracker tracker = presenceGroups.contains(group.getKey()) ? presence.get() : null;
            List<Invocation> methods = group.getValue().stream()
                    .filter(method -> !method.isOfPresence())
                    .map(invocations::of)
                    .toList();
            consumer.subscribeStatus(group.getKey(), new GroupListener(tracker, methods));
        }
        for (Map.Entry<String, List<ListenerMethod>> topic : part.topics().entrySet()) {
            consumer.subscribeTopic(
                    topic.getKey(),
                    new TopicListener(
                            topic.getValue().stream().map(invocations::of).toList()));
        }
    }

    /**
     * Stops all of them, concurrently; what is outstanding is finished, as {@link ServerConsumer#stop} says. What has not stopped by
     * the deadline goes on stopping.
     */
    public synchronized void stop(Deadline deadline) {
        stop(running, deadline);
        running = Map.of();
    }

    private void stop(Map<String, ServerConsumer> consumers, Deadline deadline) {
        Map<String, Stops.Stop> stops = new LinkedHashMap<>();
        consumers.forEach((name, consumer) -> stops.put(instance() + "-" + name, consumer::stop));
        Stops.all(stops, deadline);
    }
}
