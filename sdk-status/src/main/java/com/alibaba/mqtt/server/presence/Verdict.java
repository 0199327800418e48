package com.alibaba.mqtt.server.presence;

/**
 * The state that the evidence proves: a pure function of the evidence and the rules, so it is the same for whatever
 * order of arrival.
 *
 * <ol>
 *   <li>ONLINE if a channel is live: opened, not ended, not superseded; as the service's documentation has it.
 *   <li>OFFLINE if something is known and no channel is live.
 *   <li>An end of one channel never ends another one. An end whose opening never came ends nothing.
 *   <li>A live answer is true as of the moment it was asked for, give or take the tolerance. Offline ends all channels
 *       opened before; online proves a channel, unless the notices know which it was, until a later one is opened. With
 *       no notice after it, it decides alone.
 *   <li>An answer from the cache decides only if nothing else is known; else it can only raise a doubt.
 *   <li>Doubtful is what the notices prove if all of them came, but not if some are lost. A live answer settles it.
 *       What was cut off by the bound of the evidence is not even that: UNKNOWN.
 * </ol>
 *
 * @param since when the state began, in milliseconds; 0 if UNKNOWN
 * @param life the channel that is live, or that ended last; null if none is known
 * @param doubtful whether it is worth to ask the service
 */
record Verdict(PresenceState state, PresenceSource source, long since, Life life, Timeline timeline, boolean doubtful) {

    static Verdict of(Evidence evidence, Rules rules) {
        Timeline timeline = new Timeline(evidence, rules);
        Verdict verdict = ofNoticesAndLiveAnswer(evidence, timeline, rules);
        return isDoubtedByCache(verdict, evidence, rules) ? verdict.withDoubt() : verdict;
    }

    private static Verdict ofNoticesAndLiveAnswer(Evidence evidence, Timeline timeline, Rules rules) {
        Answer answer = evidence.live();
        if (evidence.size() == 0) {
            return ofAnswersOnly(evidence, timeline);
        }
        Verdict noticed = ofNotices(evidence, timeline, rules);
        if (answer == null) {
            return noticed;
        }
        if (answer.askedAt() - evidence.fact(0).time() > rules.tolerance()) {
            return ofNewerAnswer(noticed, answer);
        }
        boolean agrees = answer.online() == (noticed.state == PresenceState.ONLINE);
        boolean near = answer.askedAt() >= noticed.since - rules.tolerance();
        if (!agrees && answer.online() && provesUnknownChannel(answer, timeline, rules)) {
            return ofAnswer(answer, PresenceSource.LIVE_QUERY, null, timeline);
        }
        return agrees || !near ? noticed : noticed.withDoubt();
    }

    private static Verdict ofAnswersOnly(Evidence evidence, Timeline timeline) {
        if (evidence.live() != null) {
            return ofAnswer(evidence.live(), PresenceSource.LIVE_QUERY, null, timeline);
        }
        if (evidence.cached() != null) {
            return ofAnswer(evidence.cached(), PresenceSource.CACHED_QUERY, null, timeline);
        }
        return new Verdict(PresenceState.UNKNOWN, PresenceSource.NONE, 0, null, timeline, true);
    }

    private static Verdict ofAnswer(Answer answer, PresenceSource source, Life life, Timeline timeline) {
        PresenceState state = answer.online() ? PresenceState.ONLINE : PresenceState.OFFLINE;
        return new Verdict(state, source, answer.askedAt(), life, timeline, false);
    }

    /** The answer is newer than all notices: it is the state; who agrees with it may keep what else is known. */
    private static Verdict ofNewerAnswer(Verdict noticed, Answer answer) {
        PresenceState state = answer.online() ? PresenceState.ONLINE : PresenceState.OFFLINE;
        if (noticed.state == state) {
            return new Verdict(state, noticed.source, noticed.since, noticed.life, noticed.timeline, false);
        }
        Life life = answer.online() ? null : noticed.life;
        return ofAnswer(answer, PresenceSource.LIVE_QUERY, life, noticed.timeline);
    }

    private static Verdict ofNotices(Evidence evidence, Timeline timeline, Rules rules) {
        Life online = null;
        boolean cutOff = false;
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            if (!timeline.isLive(life) || isEndedBy(evidence.live(), life, rules)) {
                continue;
            }
            if (isAtTheEdge(life, evidence, rules)) {
                cutOff = true;
            } else if (online == null) {
                online = life;
            }
        }
        if (online != null) {
            boolean doubtful = isDoubtful(online, timeline, rules);
            return new Verdict(PresenceState.ONLINE, PresenceSource.NOTICE, online.opened, online, timeline, doubtful);
        }
        if (cutOff || isCutOff(evidence, timeline.newestOpening(), rules)) {
            return new Verdict(PresenceState.UNKNOWN, PresenceSource.NONE, 0, null, timeline, true);
        }
        return offline(evidence, timeline, rules);
    }

    private static boolean isEndedBy(Answer answer, Life life, Rules rules) {
        return answer != null && !answer.online() && life.opened < answer.askedAt() - rules.tolerance();
    }

    /** The bound may have cut off the end of a channel that was opened about when the oldest kept fact happened. */
    private static boolean isAtTheEdge(Life life, Evidence evidence, Rules rules) {
        return evidence.size() >= rules.maxFacts()
                && life.opened - evidence.fact(evidence.size() - 1).time() <= rules.tolerance();
    }

    /** The bound may have cut off an opening that is as good as the newest one. */
    private static boolean isCutOff(Evidence evidence, long newestOpening, Rules rules) {
        return evidence.size() >= rules.maxFacts()
                && newestOpening != Life.NOT_KNOWN
                && newestOpening - evidence.fact(evidence.size() - 1).time() <= rules.tolerance();
    }

    private static boolean isDoubtful(Life online, Timeline timeline, Rules rules) {
        for (int at = 0; at < timeline.size(); at++) {
            Life other = timeline.life(at);
            boolean maybeLater = other.isOpened() && other.opened >= online.opened;
            boolean maybeUnseen = !other.isOpened() && other.ended() - online.opened > 2 * rules.tolerance();
            if (other != online && other.isEnded() && (maybeLater || maybeUnseen)) {
                return true;
            }
        }
        return false;
    }

    private static Verdict offline(Evidence evidence, Timeline timeline, Rules rules) {
        long newestOpening = timeline.newestOpening();
        Answer answer = evidence.live();
        Life last = null;
        long since = Life.NOT_KNOWN;
        boolean queried = false;
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            if (life.isOpened() && newestOpening - life.opened > rules.tolerance()) {
                continue;
            }
            boolean byAnswer = timeline.isLive(life);
            long ended = byAnswer ? answer.askedAt() : life.isEnded() ? life.ended() : Life.NOT_KNOWN;
            if (last == null || ended > since) {
                last = life;
                since = ended;
                queried = byAnswer;
            }
        }
        PresenceSource source = queried ? PresenceSource.LIVE_QUERY : PresenceSource.NOTICE;
        return new Verdict(PresenceState.OFFLINE, source, since, last, timeline, false);
    }

    private static boolean provesUnknownChannel(Answer answer, Timeline timeline, Rules rules) {
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            boolean openedBefore = !life.isOpened() || life.opened <= answer.askedAt() + rules.tolerance();
            boolean endedAfter = life.isEnded() && life.ended() >= answer.askedAt() - rules.tolerance();
            if (!openedBefore || endedAfter) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDoubtedByCache(Verdict verdict, Evidence evidence, Rules rules) {
        Answer cached = evidence.cached();
        if (cached == null || verdict.source == PresenceSource.CACHED_QUERY) {
            return false;
        }
        long known = evidence.size() == 0 ? 0 : evidence.fact(0).time();
        if (evidence.live() != null) {
            known = Math.max(known, evidence.live().askedAt());
        }
        return cached.online() != (verdict.state == PresenceState.ONLINE)
                && cached.askedAt() - known > rules.tolerance();
    }

    private Verdict withDoubt() {
        return new Verdict(state, source, since, life, timeline, true);
    }

    /** How the newest ended session ended. */
    SessionEnd end() {
        if (state == PresenceState.OFFLINE) {
            if (source != PresenceSource.NOTICE) {
                return SessionEnd.QUERIED;
            }
            return timeline.end(life);
        }
        for (int at = 0; at < timeline.size(); at++) {
            Life before = timeline.life(at);
            if (before != life) {
                return timeline.end(before);
            }
        }
        return SessionEnd.UNKNOWN;
    }
}
