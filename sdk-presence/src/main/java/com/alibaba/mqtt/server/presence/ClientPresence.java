package com.alibaba.mqtt.server.presence;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.EventType;
import java.time.Duration;
import java.time.Instant;

/**
 * The state of one client, with the evidence, as of one moment.
 *
 * @param clientId the full client id
 * @param state whether it is connected
 * @param since when the state began, by the service's clock: the opening of the present connection, the end of the last
 *     one, or when the service was asked, for an answer from its cache less {@link PresenceTrackerBuilder#cacheAge}; null
 *     if UNKNOWN
 * @param source what the state rests on
 * @param doubt why the state may be wrong although the notices that came prove it; NONE if it may not. A tracker with a live
 *     query asks the service then
 * @param channelId the connection that is open, or that ended last; null if not known
 * @param clientIp its address as {@code ip:port}; null if not known
 * @param ended how the newest session that ended did so; UNKNOWN if none is known
 * @param lastEvent the kind of the newest notice by its own time, or null
 * @param lastEventAt the time of that notice, or null
 * @param age how old the newest notice or answer was at this moment; zero if nothing is known
 * @param sessions connections counted so far, at least: one whose opening came later than that of newer ones may be left out
 * @param flaps those of them that began within the flap period after the newest one known then; depends on the order in which
 *     the notices arrived
 */
public record ClientPresence(
        String clientId,
        PresenceState state,
        Instant since,
        PresenceSource source,
        Doubt doubt,
        String channelId,
        String clientIp,
        SessionEnd ended,
        EventType lastEvent,
        Instant lastEventAt,
        Duration age,
        int sessions,
        int flaps) {

    static ClientPresence of(String clientId, PresenceRecord record, Rules rules, long now) {
        return of(clientId, record, record.ask.missed(), rules, now);
    }

    /** @param missed why something may have been missed */
    static ClientPresence of(String clientId, PresenceRecord record, Doubt missed, Rules rules, long now) {
        Verdict verdict = Verdict.of(record.evidence, rules);
        Fact last = record.evidence.size() == 0 ? null : record.evidence.fact(0);
        Life life = verdict.life();
        return new ClientPresence(
                clientId,
                verdict.state(),
                verdict.state() == PresenceState.UNKNOWN ? null : Instant.ofEpochMilli(verdict.since()),
                verdict.source(),
                verdict.isDoubtful() ? verdict.doubt() : missed,
                life == null ? null : life.channel.text(),
                life == null ? null : life.address.text(),
                verdict.end(),
                last == null ? null : last.kind(),
                last == null ? null : Instant.ofEpochMilli(last.time()),
                Duration.ofMillis(record.isEmpty() ? 0 : Math.max(0, now - record.lastEvidenceAt())),
                record.sessions,
                record.flaps);
    }

    /** Tells whether the state may be wrong, see {@link #doubt}. */
    public boolean doubtful() {
        return doubt != Doubt.NONE;
    }

    /** Tells whether the state is ONLINE. */
    public boolean isOnline() {
        return state == PresenceState.ONLINE;
    }

    /** Returns all of it as one JSON object; times as ISO 8601 in UTC. */
    public String toJson() {
        return JSON.toJSONString(this);
    }

    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "ClientPresence[clientId=" + ForeignText.visible(clientId) + ", state=" + state + ", since=" + since
                + ", source=" + source + ", doubt=" + doubt + ", channelId=" + ForeignText.visible(channelId)
                + ", clientIp=" + ForeignText.visible(clientIp) + ", ended=" + ended + ", lastEvent=" + lastEvent
                + ", lastEventAt=" + lastEventAt + ", age=" + age + ", sessions=" + sessions + ", flaps=" + flaps + "]";
    }
}
