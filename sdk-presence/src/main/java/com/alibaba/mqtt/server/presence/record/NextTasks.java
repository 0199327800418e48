package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Verdict;

/** Works out when a change is to be notified, and when an offline is to be confirmed before. */
final class NextTasks {
    /** An offline that the service denied is not notified for so long without another answer. */
    private static final long DENIED_MILLIS = 600_000;

    private NextTasks() {}

    /** Returns what is to be notified of a client, whose record was the given one, now that the evidence proves this. */
    static Notified notified(
            ClientRecord before,
            Evidence merged,
            Verdict verdict,
            long now,
            Rules rules,
            TaskRules taskRules,
            String clientId) {
        Notified notified = before.notified;
        PresenceState next = verdict.state();
        if (!taskRules.notifies()) {
            return next == PresenceState.UNKNOWN ? notified : notified.as(next);
        }
        if (next == notified.state() || next == PresenceState.UNKNOWN) {
            return notified.waiting(0, 0);
        }
        long changedAt = notified.changedAt() != 0 && before.state == next ? notified.changedAt() : now;
        long dueAt = changedAt + (next == PresenceState.OFFLINE ? taskRules.graceMillis(clientId) : 0);
        if (isToConfirm(merged, verdict, rules, taskRules)) {
            dueAt = Math.max(dueAt, merged.answersCountFrom(rules)) + taskRules.confirmMillis();
            if (merged.isOfflineDenied(verdict.since(), rules)) {
                // there is an answer, which says online; the next one decides
                dueAt = Math.max(dueAt, merged.liveAt() + DENIED_MILLIS);
            }
        }
        if (verdict.isOpen()) {
            dueAt = Math.max(dueAt, changedAt + taskRules.uncertainMillis());
        }
        return notified.waiting(changedAt, dueAt);
    }

    private static boolean isToConfirm(Evidence merged, Verdict verdict, Rules rules, TaskRules taskRules) {
        return taskRules.confirmMillis() > 0
                && verdict.state() == PresenceState.OFFLINE
                && !merged.isOfflineConfirmed(verdict.since(), rules);
    }

    /** Returns when the service is to be asked about an offline before it is notified; 0 if it is not. */
    static long confirmAt(
            Evidence merged, Verdict verdict, Notified next, Rules rules, TaskRules taskRules, String clientId) {
        if (next.changedAt() == 0 || !isToConfirm(merged, verdict, rules, taskRules)) {
            return 0;
        }
        return Math.max(next.changedAt() + taskRules.graceMillis(clientId), merged.answersCountFrom(rules));
    }
}
