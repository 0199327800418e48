package com.alibaba.mqtt.server.presence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One client as it truly is, and what reached a tracker of it. */
final class SimulatedDevice {
    /** One connection as it truly is. */
    static final class Channel {
        final String id;
        final int node;
        final long opened;
        long ended = Long.MAX_VALUE;
        /** Whether a tracker took in the notice of it. */
        boolean openingSeen;

        boolean endSeen;

        Channel(String id, int node, long opened) {
            this.id = id;
            this.node = node;
            this.opened = opened;
        }

        boolean isOpenAt(long time) {
            return opened <= time && time < ended;
        }
    }

    final String clientId;
    /** False as on IoT Platform. */
    final boolean hasChannelIds;

    /** Oldest first. */
    final List<Channel> channels = new ArrayList<>();

    /** What a tracker may have taken for the time of a notice without a time or with a wrong one. */
    final Set<Long> oddTimes = new HashSet<>();

    /** When a channel was last opened or ended. */
    long changedAt;

    /** Live answers "online" in a row since the last notice. */
    int onlineAnswers;

    long onlineAnswerAt;
    /** When something last kept a tracker from being sure: a notice, or a query that failed. */
    long disturbedAt;

    long queryFailedAt;

    SimulatedDevice(String clientId, boolean hasChannelIds) {
        this.clientId = clientId;
        this.hasChannelIds = hasChannelIds;
    }

    /** Returns the newest channel if it is open, else null. */
    Channel open(long now) {
        Channel newest = channels.isEmpty() ? null : channels.get(channels.size() - 1);
        return newest != null && newest.isOpenAt(now) ? newest : null;
    }

    Channel channel(String id) {
        return channels.stream()
                .filter(channel -> channel.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    boolean isOnlineAt(long time) {
        for (int at = channels.size() - 1; at >= 0; at--) {
            if (channels.get(at).isOpenAt(time)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether it was so at any moment from the one time to the other, both included. */
    boolean wasEver(boolean online, long from, long to) {
        if (isOnlineAt(from) == online) {
            return true;
        }
        // the state can only change where a channel begins or ends
        for (Channel channel : channels) {
            long change = online ? channel.opened : channel.ended;
            if (from <= change && change <= to && isOnlineAt(change) == online) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a tracker got the opening of a connection that is open then. */
    boolean isKnownToBeOpen(long time) {
        return channels.stream().anyMatch(channel -> channel.openingSeen && channel.isOpenAt(time));
    }

    void failed(long now) {
        onlineAnswers = 0;
        queryFailedAt = now;
        disturbedAt = now;
    }

    void answered(boolean online, long now) {
        onlineAnswers = online ? onlineAnswers + 1 : 0;
        if (online) {
            onlineAnswerAt = now;
        }
    }

    /** The trackers lost all that they knew. */
    void forgotten() {
        channels.forEach(channel -> {
            channel.openingSeen = false;
            channel.endSeen = false;
        });
        onlineAnswers = 0;
    }
}
