package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which clients {@link PresenceTracker#find} returns. Immutable; each method returns a new one.
 *
 * <pre>{@code
 * tracker.find(PresenceFilter.ALL.group("GID_demo").state(PresenceState.OFFLINE).longerThan(Duration.ofHours(1)));
 * }</pre>
 */
public final class PresenceFilter {
    /** All clients, the first 100 in the order of their ids. */
    public static final PresenceFilter ALL =
            new PresenceFilter(null, EnumSet.allOf(PresenceState.class), Duration.ZERO, "", 100);

    private static final int MAX_PAGE = 10_000;

    private final @Nullable String groupId;
    private final Set<PresenceState> states;
    private final Duration longerThan;
    private final String after;
    private final int max;

    private PresenceFilter(
            @Nullable String groupId, Set<PresenceState> states, Duration longerThan, String after, int max) {
        this.groupId = groupId;
        this.states = states;
        this.longerThan = longerThan;
        this.after = after;
        this.max = max;
    }

    /** Only clients of this group. */
    public PresenceFilter group(String groupId) {
        return new PresenceFilter(Allowed.set("groupId", groupId), states, longerThan, after, max);
    }

    /** Only clients in this state. */
    public PresenceFilter state(PresenceState state) {
        return new PresenceFilter(groupId, EnumSet.of(Allowed.set("state", state)), longerThan, after, max);
    }

    /** Only clients that are in their state for longer than this: 0 to 10 years. */
    public PresenceFilter longerThan(Duration time) {
        Duration checked = Allowed.between("longerThan", time, Duration.ZERO, Duration.ofDays(3650));
        return new PresenceFilter(groupId, states, checked, after, max);
    }

    /** Only clients whose ids come after this one: the last one of the page before. */
    public PresenceFilter after(String clientId) {
        return new PresenceFilter(groupId, states, longerThan, Allowed.set("after", clientId), max);
    }

    /** The first so many: 1 to 10,000, default 100. */
    public PresenceFilter max(int clients) {
        return new PresenceFilter(groupId, states, longerThan, after, Allowed.between("max", clients, 1, MAX_PAGE));
    }

    /** Returns the first of the clients that it accepts, in the order of their ids. */
    List<ClientPresence> page(
            Stream<Map.Entry<String, ClientRecord>> all,
            Function<Map.Entry<String, ClientRecord>, ClientPresence> presence,
            long now) {
        NavigableMap<String, ClientPresence> page = new TreeMap<>();
        all.filter(client -> accepts(client.getKey(), client.getValue().state()))
                .filter(client -> page.size() < max || client.getKey().compareTo(page.lastKey()) < 0)
                .map(presence)
                .filter(client -> accepts(client, now))
                .forEach(client -> {
                    page.put(client.clientId(), client);
                    if (page.size() > max) {
                        page.pollLastEntry();
                    }
                });
        return List.copyOf(page.values());
    }

    private boolean accepts(String clientId, PresenceState state) {
        return states.contains(state)
                && clientId.compareTo(after) > 0
                && (groupId == null || groupId.equals(PresenceStore.groupOf(clientId)));
    }

    private boolean accepts(ClientPresence presence, long now) {
        Instant since = presence.since();
        return longerThan.isZero() || (since != null && now - since.toEpochMilli() > longerThan.toMillis());
    }
}
