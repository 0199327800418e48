package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.presence.SimulatedDevice.Channel;
import com.alibaba.mqtt.server.presence.SimulatedService.Delivery;
import com.alibaba.mqtt.server.presence.SimulationFailure.Kind;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows the truth, and what of it reached the trackers. Says what is wrong: a state for too long, or an action.
 *
 * <p>It demands only what the evidence allows. The end of a connection that is lost, and no notice after it, can be found
 * by age only; an offline is no fault while the connect of the next connection is on its way.
 */
final class SimulationOracle {
    static final long MAX_AGE = 300_000;
    /** For what is tried again: notices after a failure of the store, and the steps of the trackers. */
    private static final long MARGIN = 60_000;

    /** Nothing was lost, and the times are right or the channels have ids: all is known when all has arrived. */
    static final long WHEN_NOTHING_IS_LOST = SimulatedService.MAX_DELAY + MARGIN;

    /**
     * Else the client must be asked about by age; and evidence may come late, or from a cache that is behind.
     */
    static final long BY_AGE = SimulatedService.MAX_DELAY + SimulatedService.STALE_CACHE + MAX_AGE + MARGIN;

    /** A recheck is made when the tolerance has passed, and when a pause after failed queries is over. */
    static final long RECHECK = 120_000;

    /** Kinds of failures that end no history, to see what is behind them. */
    private static final List<String> IGNORED =
            List.of(System.getProperty("presence.ignore", "").split(",", -1));

    static final long TOLERANCE = SimulatedService.TOLERANCE;

    private static final class Watched {
        long wrongSince;
        long uncertainSince;
        PresenceState notified = PresenceState.UNKNOWN;
    }

    private final SimulatedService service;
    private final SimulatedFaults faults;
    private final VirtualTime agenda;
    private final boolean confirms;
    /** Whether trackers lose what they know, or notices are lost. */
    private final boolean forgets;

    private final Map<String, Watched> watched = new HashMap<>();
    private final Map<String, SimulatedDevice> devices = new HashMap<>();
    /** Null while nothing is wrong. */
    SimulationFailure failure;

    SimulationOracle(
            SimulatedService service, SimulatedFaults faults, VirtualTime agenda, boolean confirms, boolean forgets) {
        this.service = service;
        this.faults = faults;
        this.agenda = agenda;
        this.confirms = confirms;
        this.forgets = forgets;
        for (SimulatedDevice device : service.devices) {
            devices.put(device.clientId, device);
            watched.put(device.clientId, new Watched());
        }
        startAnew();
    }

    /** A tracker is about to take in a notice. */
    void begins(Delivery delivery) {
        if (delivery.oddTime()) {
            delivery.device().oddTimes.add(agenda.now());
        }
    }

    /** A tracker took in a notice. */
    void took(Delivery delivery) {
        SimulatedDevice device = delivery.device();
        switch (delivery.kind()) {
            case CONNECT -> delivery.channel().openingSeen = true;
            case DISCONNECT, TCPCLEAN -> delivery.channel().endSeen = true;
        }
        device.onlineAnswers = 0;
        device.disturbedAt = agenda.now();
    }

    /** For a while nothing could be read or asked: what is wrong now is wrong from now on. */
    void startAnew() {
        for (Watched each : watched.values()) {
            each.wrongSince = agenda.now();
            each.uncertainSince = agenda.now();
        }
    }

    /** The store is empty. */
    void forgotten() {
        for (SimulatedDevice device : service.devices) {
            device.forgotten();
            watched.get(device.clientId).notified = PresenceState.UNKNOWN;
        }
        startAnew();
    }

    void check(PresenceTracker tracker) {
        for (SimulatedDevice device : service.devices) {
            check(device, tracker.presence(device.clientId));
        }
    }

    private void check(SimulatedDevice device, ClientPresence presence) {
        long now = agenda.now();
        Watched times = watched.get(device.clientId);
        boolean online = device.isOnlineAt(now);
        boolean unsure = presence.isUncertain() || presence.state() == PresenceState.UNKNOWN;
        boolean wrong = !unsure && presence.isOnline() != online;
        times.wrongSince = wrong ? times.wrongSince : now;
        times.uncertainSince = unsure && isKnown(presence) ? times.uncertainSince : now;
        checkChannel(device, presence, wrong);
        boolean reconciled = !service.isNeverAnswered(device);
        long wrongSince = Math.max(times.wrongSince, device.changedAt);
        if (isAllKnownWhenArrived(device)) {
            if (now - wrongSince > WHEN_NOTHING_IS_LOST) {
                fail(Kind.WRONG_FOR_TOO_LONG, device, "nothing was lost, and since " + WHEN_NOTHING_IS_LOST + " ms");
            }
        } else if (reconciled && now - Math.max(wrongSince, device.queryFailedAt) > BY_AGE + ahead()) {
            fail(Kind.WRONG_FOR_TOO_LONG, device, "since " + (BY_AGE + ahead()) + " ms");
        }
        if (reconciled && now - Math.max(times.uncertainSince, device.disturbedAt) > RECHECK + ahead()) {
            fail(Kind.UNCERTAIN_FOR_TOO_LONG, device, "since " + (RECHECK + ahead()) + " ms");
        }
    }

    private void checkChannel(SimulatedDevice device, ClientPresence presence, boolean wrong) {
        if (!presence.isOnline() || presence.isUncertain() || presence.channelId() == null) {
            return;
        }
        Channel channel = device.channel(presence.channelId());
        if (channel.endSeen) {
            fail(Kind.AN_ENDED_CHANNEL_IS_ONLINE, device, "its end was notified");
        }
        if (!wrong || !device.oddTimes.isEmpty()) {
            return;
        }
        for (Channel later : device.channels) {
            boolean known = later.openingSeen && later.endSeen && later.opened > channel.opened;
            if (known && device.onlineAnswerAt < later.ended) {
                fail(Kind.A_SUPERSEDED_CHANNEL_IS_ONLINE, device, "a later one was opened and ended, as was notified");
            }
        }
    }

    private boolean isAllKnownWhenArrived(SimulatedDevice device) {
        return !forgets && (device.hasChannelIds || device.oddTimes.isEmpty());
    }

    /** What is known may be of the future, and nothing is newer until then. */
    private long ahead() {
        return faults.ahead() > 0 ? SimulatedService.AHEAD : 0;
    }

    private static boolean isKnown(ClientPresence presence) {
        return presence.source() != PresenceSource.NONE || presence.lastEvent() != null;
    }

    /** An action is called. Throws nothing: a tracker would catch it. */
    void notified(PresenceChange change, boolean online) {
        SimulatedDevice device = devices.get(change.clientId());
        if (device == null) {
            return;
        }
        ClientPresence presence = change.presence();
        PresenceState state = online ? PresenceState.ONLINE : PresenceState.OFFLINE;
        service.log(
                change.clientId(),
                "NOTIFIED " + state + " since " + presence.since() + " by " + presence.source()
                        + (presence.isUncertain() ? ", uncertain" : ""));
        Watched last = watched.get(change.clientId());
        if (last.notified == state) {
            fail(Kind.TOLD_TWICE, device, state + " twice in a row");
        }
        last.notified = state;
        if (presence.isUncertain() || presence.state() != state) {
            checkDenied(device, presence);
            return;
        }
        long since = presence.since().toEpochMilli();
        boolean justified = switch (presence.source()) {
            case NOTICE -> isJustified(device, online, since);
            case LIVE_QUERY -> wasEver(device, online, since, SimulatedService.STALE_LIVE + TOLERANCE);
            // since is the earliest moment that the answer can be about
            case CACHED_QUERY ->
                device.wasEver(
                        online,
                        since - TOLERANCE,
                        Math.min(agenda.now(), since + SimulatedService.STALE_CACHE + TOLERANCE));
            case NONE -> false;
        };
        if (!justified) {
            fail(Kind.TOLD_AGAINST_THE_TRUTH, device, state + " since " + presence.since() + " was never so");
        }
        checkDenied(device, presence);
    }

    private boolean wasEver(SimulatedDevice device, boolean online, long since, long before) {
        return device.wasEver(online, since - before, Math.min(agenda.now(), since + 2 * TOLERANCE));
    }

    private boolean isJustified(SimulatedDevice device, boolean online, long since) {
        return wasEver(device, online, since, 2 * TOLERANCE)
                || isJustifiedByOddTimes(device, online)
                || (!online && !device.isKnownToBeOpen(Math.min(agenda.now(), since + 2 * TOLERANCE)));
    }

    /** With wrong times about, the moment may be wrong; but not the state, unless nothing but the times shows it. */
    private boolean isJustifiedByOddTimes(SimulatedDevice device, boolean online) {
        long from = agenda.now() - 2 * WHEN_NOTHING_IS_LOST;
        return !device.oddTimes.isEmpty() && (!device.hasChannelIds || device.wasEver(online, from, agenda.now()));
    }

    /** Whoever has an offline confirmed waits for the answer: one that is notified must not be what all answers denied. */
    private void checkDenied(SimulatedDevice device, ClientPresence presence) {
        if (!confirms || presence.state() != PresenceState.OFFLINE || presence.source() != PresenceSource.NOTICE) {
            return;
        }
        long since = presence.since().toEpochMilli();
        boolean neverSo = !device.wasEver(false, Math.min(since, agenda.now()) - 2 * TOLERANCE, agenda.now());
        if (neverSo && device.onlineAnswers > 0) {
            fail(Kind.TOLD_THOUGH_DENIED, device, "the service said online " + device.onlineAnswers + " times");
        }
    }

    /** All is quiet, all has arrived, and all queries were answered. */
    void checkEnd(PresenceTracker tracker) {
        for (SimulatedDevice device : service.devices) {
            ClientPresence presence = tracker.presence(device.clientId);
            if (!isKnown(presence) || service.isNeverAnswered(device)) {
                continue;
            }
            PresenceState truth = device.isOnlineAt(agenda.now()) ? PresenceState.ONLINE : PresenceState.OFFLINE;
            if (presence.state() != truth) {
                fail(Kind.WRONG_IN_THE_END, device, presence.state() + " in the end");
            }
            PresenceState notified = watched.get(device.clientId).notified;
            if (notified != truth) {
                fail(Kind.NOT_NOTIFIED_IN_THE_END, device, "notified last was " + notified);
            }
        }
    }

    private void fail(Kind kind, SimulatedDevice device, String what) {
        String truth = device.isOnlineAt(agenda.now()) ? "online" : "offline";
        fail(new SimulationFailure(
                kind,
                device.clientId,
                what + ", at " + Instant.ofEpochMilli(agenda.now()) + "; in truth it is " + truth + "\n"
                        + service.history(device.clientId)));
    }

    void fail(SimulationFailure found) {
        if (failure == null && !IGNORED.contains(found.kind.name())) {
            failure = found;
        }
    }
}
