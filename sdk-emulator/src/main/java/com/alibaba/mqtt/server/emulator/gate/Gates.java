package com.alibaba.mqtt.server.emulator.gate;

import com.alibaba.mqtt.server.emulator.instance.EmulatorClock;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.TokenList;
import com.alibaba.mqtt.server.emulator.instance.Tokens;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts a gate into each connection, and counts for all of them together. Safe for many threads. */
public final class Gates {
    private final DeviceRules rules;
    private final Topics topics;
    private final RefusalLog log;
    private final Function<String, Collection<String>> sessions;
    private final Tokens tokens;
    private final EmulatorClock clock;
    private final Set<Gate> open = ConcurrentHashMap.newKeySet();
    private final Predicate<String> online;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Rate rate;

    /**
     * @param sessions the filters that the session of a client has when the client is accepted
     * @param online whether a client has an accepted connection
     */
    public Gates(
            DeviceRules rules,
            Topics topics,
            RefusalLog log,
            Tokens tokens,
            EmulatorClock clock,
            Function<String, Collection<String>> sessions,
            Predicate<String> online) {
        this.rules = rules;
        this.topics = topics;
        this.log = log;
        this.tokens = tokens;
        this.clock = clock;
        this.sessions = sessions;
        this.online = online;
        this.rate = new Rate(clock, rules.instanceTps());
        clock.watch(() -> open.forEach(Gate::clockWasSet));
    }

    /** How a connection ended that the gate ended, for who follows connections. */
    public enum Cut {
        /** The client was silent for longer than it had said. */
        SILENT,
        /** The client did what it may not. */
        REFUSED
    }

    /**
     * Puts a gate between the decoder and the broker's handler.
     *
     * @param from address and port of the client
     * @param cut is told before the gate ends the connection
     */
    public void guard(ChannelPipeline pipeline, String from, Consumer<Cut> cut) {
        Gate gate = new Gate(this, new Peer(log, from), cut);
        String decoder = pipeline.context(MqttDecoder.class).name();
        pipeline.addBefore(decoder, "emulator-frames", new FrameFilter(DeviceRules.MAX_PACKET, gate::skipped));
        pipeline.replace(decoder, "emulator-decoder", new MqttDecoder(DeviceRules.MAX_PACKET));
        pipeline.addAfter("emulator-decoder", "emulator-gate", gate);
    }

    /** The access of a login. */
    Access access(@Nullable String user, @Nullable String password, TokenAccess.Words words) {
        return user != null && user.startsWith("Token|")
                ? new TokenAccess(tokens, clock, TokenList.parse(password).orElse(Map.of()), words)
                : Access.ALL;
    }

    DeviceRules rules() {
        return rules;
    }

    Topics topics() {
        return topics;
    }

    EmulatorClock clock() {
        return clock;
    }

    void add(Gate gate) {
        open.add(gate);
    }

    void remove(Gate gate) {
        open.remove(gate);
    }

    Rate rate() {
        return rate;
    }

    Collection<String> filtersOf(String clientId) {
        return sessions.apply(clientId);
    }

    /** Whether there is no room for the connection of a client. One that takes its own place has it. */
    boolean isFull(String clientId) {
        return accepted.get() >= rules.maxConnections() && !online.test(clientId);
    }

    void opened() {
        accepted.incrementAndGet();
    }

    void closed() {
        accepted.decrementAndGet();
    }
}
