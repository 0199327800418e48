package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Verdict;
import java.time.Duration;
import java.time.Instant;

/** Says in an application's words what a record holds. Internal, not exported. */
public final class Presences {
    private Presences() {}

    /** Returns what the record says of the client at a moment. */
    public static ClientPresence of(String clientId, ClientRecord record, Rules rules, long now) {
        return of(clientId, record, record.recheck.missed(), rules, now);
    }

    /**
     * Returns what the record says of the client at a moment.
     *
     * @param missed why something may have been missed
     */
    public static ClientPresence of(String clientId, ClientRecord record, Uncertainty missed, Rules rules, long now) {
        Verdict verdict = Verdict.of(record.evidence, rules);
        PresenceState state = verdict.state();
        ClientPresence.Builder presence = ClientPresence.builder(clientId)
                .state(
                        state,
                        state == PresenceState.UNKNOWN ? null : Instant.ofEpochMilli(verdict.since()),
                        verdict.source(),
                        verdict.isUncertain() ? verdict.uncertainty() : missed)
                .ended(verdict.end())
                .age(Duration.ofMillis(record.isEmpty() ? 0 : Math.max(0, now - record.lastEvidenceAt())))
                .channel(verdict.channelId(), verdict.clientIp())
                .counts(record.sessions, record.flaps);
        if (record.evidence.size() > 0) {
            Fact last = record.evidence.fact(0);
            presence.lastEvent(last.kind(), Instant.ofEpochMilli(last.time()));
        }
        return presence.build();
    }
}
