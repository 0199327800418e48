package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import org.jspecify.annotations.Nullable;

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
 *   <li>An answer from the cache decides only if nothing else is known; else it can only make the state uncertain.
 *   <li>Times of different channels that are nearer than the tolerance, and guessed ones, show no order. Without channel
 *       ids that is so for all times.
 *   <li>Uncertain is what the notices prove if all of them came, but not if some are lost, or if such an order was the other
 *       one. A live answer settles it. What was cut off by the bound of the evidence is not even that: UNKNOWN.
 * </ol>
 *
 * <p>Internal, not exported.
 *
 * @param since when the state began, in milliseconds; 0 if UNKNOWN
 * @param life the channel that is live, or that ended last; null if none is known
 * @param uncertainty why it is worth to ask the service
 */
public record Verdict(
        PresenceState state,
        PresenceSource source,
        long since,
        @Nullable Life life,
        Timeline timeline,
        Uncertainty uncertainty) {

    /** Returns what the evidence proves. */
    public static Verdict of(Evidence evidence, Rules rules) {
        Timeline timeline = new Timeline(evidence, rules);
        Verdict verdict = ofNoticesAndLiveAnswer(evidence, timeline, rules);
        return isContradictedByCache(verdict, evidence, rules) ? verdict.with(Uncertainty.CACHE) : verdict;
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
        if (answer.askedAt() >= evidence.answersCountFrom(rules)) {
            return ofNewerAnswer(noticed, answer);
        }
        boolean agrees = answer.online() == (noticed.state == PresenceState.ONLINE);
        if (agrees) {
            return noticed;
        }
        if (answer.online() && provesUnknownChannel(answer, timeline, rules)) {
            return ofAnswer(answer, PresenceSource.LIVE_QUERY, null, timeline);
        }
        boolean near = answer.askedAt() >= noticed.since - rules.tolerance();
        boolean guessed = noticed.life != null && noticed.life.isGuessed();
        return near || guessed ? noticed.with(near ? Uncertainty.ANSWER : Uncertainty.TIME) : noticed;
    }

    private static Verdict ofAnswersOnly(Evidence evidence, Timeline timeline) {
        if (evidence.live() != null) {
            return ofAnswer(evidence.live(), PresenceSource.LIVE_QUERY, null, timeline);
        }
        if (evidence.cached() != null) {
            return ofAnswer(evidence.cached(), PresenceSource.CACHED_QUERY, null, timeline);
        }
        return new Verdict(PresenceState.UNKNOWN, PresenceSource.NONE, 0, null, timeline, Uncertainty.UNKNOWN);
    }

    private static Verdict ofAnswer(Answer answer, PresenceSource source, @Nullable Life life, Timeline timeline) {
        PresenceState state = answer.online() ? PresenceState.ONLINE : PresenceState.OFFLINE;
        return new Verdict(state, source, answer.askedAt(), life, timeline, Uncertainty.NONE);
    }

    /**
     * The answer is newer than all notices: it is the state. If they agree, what else they say is kept; but not if it rests
     * on an order that is unknown, as the answer confirms the state and not which connection it is.
     */
    private static Verdict ofNewerAnswer(Verdict noticed, Answer answer) {
        PresenceState state = answer.online() ? PresenceState.ONLINE : PresenceState.OFFLINE;
        boolean known = noticed.uncertainty != Uncertainty.TIME
                && !(noticed.isUncertain() && noticed.life != null && noticed.life.channel.isNone());
        if (noticed.state == state && known) {
            return new Verdict(state, noticed.source, noticed.since, noticed.life, noticed.timeline, Uncertainty.NONE);
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
        if (online != null && online.guessedOpening) {
            online = surer(online, evidence, timeline, rules);
        }
        if (online != null) {
            Uncertainty uncertainty = NoticeOrder.ofOnline(online, timeline, rules);
            uncertainty = uncertainty == Uncertainty.NONE ? NoticeOrder.withoutChannels(evidence, rules) : uncertainty;
            return new Verdict(
                    PresenceState.ONLINE, PresenceSource.NOTICE, online.opened, online, timeline, uncertainty);
        }
        if (cutOff || isCutOff(evidence, timeline.newestOpening(), rules)) {
            return new Verdict(PresenceState.UNKNOWN, PresenceSource.NONE, 0, null, timeline, Uncertainty.UNKNOWN);
        }
        return offline(evidence, timeline, rules);
    }

    /** Returns a channel that only a guess could have superseded, if there is one: it is online in any case. */
    private static Life surer(Life guessed, Evidence evidence, Timeline timeline, Rules rules) {
        long newest = Life.NOT_KNOWN;
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            if (!life.isOpened() || life.guessedOpening) {
                continue;
            }
            newest = Math.max(newest, life.opened);
            boolean open = !life.isEnded() && !life.replaced && newest - life.opened <= rules.tolerance();
            if (open && !isEndedBy(evidence.live(), life, rules) && !isAtTheEdge(life, evidence, rules)) {
                return life;
            }
        }
        return guessed;
    }

    private static boolean isEndedBy(@Nullable Answer answer, Life life, Rules rules) {
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

    private static Verdict offline(Evidence evidence, Timeline timeline, Rules rules) {
        long newestOpening = timeline.newestOpening();
        long answeredAt = evidence.liveAt();
        Life last = null;
        long since = Life.NOT_KNOWN;
        boolean queried = false;
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            if (life.isOpened() && newestOpening - life.opened > rules.tolerance()) {
                continue;
            }
            boolean byAnswer = timeline.isLive(life);
            long ended = byAnswer ? answeredAt : life.isEnded() ? life.ended() : Life.NOT_KNOWN;
            if (last == null || ended > since) {
                last = life;
                since = ended;
                queried = byAnswer;
            }
        }
        PresenceSource source = queried ? PresenceSource.LIVE_QUERY : PresenceSource.NOTICE;
        Uncertainty uncertainty = queried
                ? Uncertainty.NONE
                : NoticeOrder.isSupersededByGuess(timeline)
                        ? Uncertainty.TIME
                        : NoticeOrder.withoutChannels(evidence, rules);
        return new Verdict(PresenceState.OFFLINE, source, since, last, timeline, uncertainty);
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

    private static boolean isContradictedByCache(Verdict verdict, Evidence evidence, Rules rules) {
        Answer cached = evidence.cached();
        if (cached == null || verdict.source == PresenceSource.CACHED_QUERY) {
            return false;
        }
        if (cached.online() == (verdict.state == PresenceState.ONLINE)) {
            return false;
        }
        boolean beforeNotices = cached.askedAt() < evidence.newestFact() - rules.tolerance();
        // both times are of our clock, so they need no tolerance
        boolean answeredSince =
                evidence.live() != null && cached.askedAt() <= evidence.live().askedAt();
        return !beforeNotices && !answeredSince;
    }

    private Verdict with(Uncertainty another) {
        return uncertainty == Uncertainty.NONE ? new Verdict(state, source, since, life, timeline, another) : this;
    }

    /** Returns whether it may be wrong even if all notices came. Else it is notified as uncertain, without an answer. */
    public boolean isOpen() {
        return switch (uncertainty) {
            case NONE, LOST_NOTICE -> false;
            case ORDER -> life == null || life.channel.isNone();
            default -> true;
        };
    }

    /** Returns whether it may be wrong although the notices that came prove it. */
    public boolean isUncertain() {
        return uncertainty != Uncertainty.NONE;
    }

    /** Returns the id of the channel that is live or ended last; null if it is not known. */
    public @Nullable String channelId() {
        return life == null ? null : life.channel.text();
    }

    /** Returns the address of that channel; null if it is not known. */
    public @Nullable String clientIp() {
        return life == null ? null : life.address.text();
    }

    /** Returns how the newest ended session ended. */
    public SessionEnd end() {
        if (state == PresenceState.OFFLINE) {
            if (source != PresenceSource.NOTICE) {
                return SessionEnd.QUERIED;
            }
            return life == null ? SessionEnd.UNKNOWN : timeline.end(life);
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
