package com.alibaba.mqtt.server.presence.model;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one client, with the evidence, as of one moment. Immutable. */
public final class ClientPresence {
    private final String clientId;
    private final PresenceState state;
    private final @Nullable Instant since;
    private final PresenceSource source;
    private final Uncertainty uncertainty;
    private final @Nullable String channelId;
    private final @Nullable String clientIp;
    private final SessionEnd ended;
    private final @Nullable EventType lastEvent;
    private final @Nullable Instant lastEventAt;
    private final Duration age;
    private final int sessions;
    private final int flaps;

    private ClientPresence(Builder from) {
        this.clientId = from.clientId;
        this.state = from.state;
        this.since = from.since;
        this.source = from.source;
        this.uncertainty = from.uncertainty;
        this.channelId = from.channelId;
        this.clientIp = from.clientIp;
        this.ended = from.ended;
        this.lastEvent = from.lastEvent;
        this.lastEventAt = from.lastEventAt;
        this.age = from.age;
        this.sessions = from.sessions;
        this.flaps = from.flaps;
    }

    /** Returns a builder, for tests of an application's own listeners. What is not set is as of a client that is not known. */
    public static Builder builder(String clientId) {
        return new Builder(clientId);
    }

    /** Returns the full client id. */
    public String clientId() {
        return clientId;
    }

    /** Returns whether it is connected. */
    public PresenceState state() {
        return state;
    }

    /**
     * Returns when the state began, by the service's clock: the opening of the present connection, the end of the last one, or
     * when the service was asked, for an answer from its cache less the {@linkplain
     * com.alibaba.mqtt.server.presence.PresenceTrackerBuilder#cacheAge cache age}; null if UNKNOWN.
     */
    public @Nullable Instant since() {
        return since;
    }

    /** Returns what the state rests on. */
    public PresenceSource source() {
        return source;
    }

    /**
     * Returns why the state may be wrong although the notices that came prove it; NONE if it may not. A tracker with a live
     * query asks the service then.
     */
    public Uncertainty uncertainty() {
        return uncertainty;
    }

    /** Returns whether the state may be wrong, see {@link #uncertainty}. */
    public boolean isUncertain() {
        return uncertainty != Uncertainty.NONE;
    }

    /** Returns whether the state is ONLINE. */
    public boolean isOnline() {
        return state == PresenceState.ONLINE;
    }

    /** Returns the connection that is open, or that ended last; null if not known. */
    public @Nullable String channelId() {
        return channelId;
    }

    /** Returns the address of that connection as {@code ip:port}; null if not known. */
    public @Nullable String clientIp() {
        return clientIp;
    }

    /** Returns how the newest session that ended did so; UNKNOWN if none is known. */
    public SessionEnd ended() {
        return ended;
    }

    /** Returns the kind of the newest notice by its own time; null if there was none. */
    public @Nullable EventType lastEvent() {
        return lastEvent;
    }

    /** Returns the time of that notice; null if there was none. */
    public @Nullable Instant lastEventAt() {
        return lastEventAt;
    }

    /** Returns how old the newest notice or answer was at this moment; zero if nothing is known. */
    public Duration age() {
        return age;
    }

    /**
     * Returns the connections counted so far, at least: one whose opening came later than that of newer ones may be left
     * out.
     */
    public int sessions() {
        return sessions;
    }

    /**
     * Returns how many of them began within the flap period after the newest one known then; depends on the order in which
     * the notices arrived.
     */
    public int flaps() {
        return flaps;
    }

    private Map<String, @Nullable Object> figures() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("clientId", clientId);
        all.put("state", state);
        all.put("since", since);
        all.put("source", source);
        all.put("uncertainty", uncertainty);
        all.put("channelId", channelId);
        all.put("clientIp", clientIp);
        all.put("ended", ended);
        all.put("lastEvent", lastEvent);
        all.put("lastEventAt", lastEventAt);
        all.put("age", age);
        all.put("sessions", sessions);
        all.put("flaps", flaps);
        return all;
    }

    /** Returns all of it as one JSON object; times as ISO 8601 in UTC; what is null is left out. */
    public String toJson() {
        return JSON.toJSONString(figures());
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof ClientPresence other && figures().equals(other.figures());
    }

    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        Map<String, @Nullable Object> all = figures();
        all.put("clientId", ForeignText.visible(clientId));
        all.put("channelId", ForeignText.visible(channelId));
        all.put("clientIp", ForeignText.visible(clientIp));
        String text = all.toString();
        return "ClientPresence[" + text.substring(1, text.length() - 1) + "]";
    }

    /** Collects what is known of one client. Not thread-safe. */
    public static final class Builder {
        private final String clientId;
        private PresenceState state = PresenceState.UNKNOWN;
        private @Nullable Instant since;
        private PresenceSource source = PresenceSource.NONE;
        private Uncertainty uncertainty = Uncertainty.NONE;
        private @Nullable String channelId;
        private @Nullable String clientIp;
        private SessionEnd ended = SessionEnd.UNKNOWN;
        private @Nullable EventType lastEvent;
        private @Nullable Instant lastEventAt;
        private Duration age = Duration.ZERO;
        private int sessions;
        private int flaps;

        private Builder(String clientId) {
            this.clientId = clientId;
        }

        /** Sets the state, when it began, what it rests on, and why it may be wrong. */
        public Builder state(
                PresenceState state, @Nullable Instant since, PresenceSource source, Uncertainty uncertainty) {
            this.state = state;
            this.since = since;
            this.source = source;
            this.uncertainty = uncertainty;
            return this;
        }

        /** Sets the connection that is open or ended last, and its address. */
        public Builder channel(@Nullable String channelId, @Nullable String clientIp) {
            this.channelId = channelId;
            this.clientIp = clientIp;
            return this;
        }

        /** Sets how the newest session that ended did so. */
        public Builder ended(SessionEnd ended) {
            this.ended = ended;
            return this;
        }

        /** Sets the kind and the time of the newest notice. */
        public Builder lastEvent(EventType lastEvent, Instant lastEventAt) {
            this.lastEvent = lastEvent;
            this.lastEventAt = lastEventAt;
            return this;
        }

        /** Sets how old the newest notice or answer is. */
        public Builder age(Duration age) {
            this.age = age;
            return this;
        }

        /** Sets how many connections were counted, and how many of them were flaps. */
        public Builder counts(int sessions, int flaps) {
            this.sessions = sessions;
            this.flaps = flaps;
            return this;
        }

        /** Returns what is known. */
        public ClientPresence build() {
            return new ClientPresence(this);
        }
    }
}
