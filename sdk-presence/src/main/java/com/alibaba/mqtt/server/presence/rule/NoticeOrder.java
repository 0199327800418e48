package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.presence.model.Uncertainty;

/** Says why a state is uncertain that rests on the order of notices: some may be lost, near each other, or of guessed times. */
final class NoticeOrder {
    private NoticeOrder() {}

    /** Returns why the channel that seems to be live may not be. */
    static Uncertainty ofOnline(Life online, Timeline timeline, Rules rules) {
        for (int at = 0; at < timeline.size(); at++) {
            Life other = timeline.life(at);
            if (other == online || !other.isEnded()) {
                continue;
            }
            if (online.guessedOpening) {
                return Uncertainty.TIME;
            }
            // a guess is at the latest when it arrived, so these hold for it too
            if (other.isOpened() && online.opened - other.opened <= rules.tolerance()) {
                return other.guessedOpening ? Uncertainty.TIME : Uncertainty.ORDER;
            }
            if (!other.isOpened() && other.ended() - online.opened > rules.tolerance() + Timeline.TAKEOVER_MILLIS) {
                return Uncertainty.LOST_NOTICE;
            }
        }
        return Uncertainty.NONE;
    }

    /** A channel without a known end may be the last one, if what came after it is known by a guess only. */
    static boolean isSupersededByGuess(Timeline timeline) {
        if (!timeline.isNewestGuessed()) {
            return false;
        }
        for (int at = 0; at < timeline.size(); at++) {
            Life life = timeline.life(at);
            if (life.isOpened() && !life.isEnded() && timeline.isSuperseded(life)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Without channel ids the times alone show whether the opening or the end was last; so not if they are nearer than the
     * tolerance, or guessed.
     */
    static Uncertainty withoutChannels(Evidence evidence, Rules rules) {
        if (evidence.size() < 2 || !evidence.fact(0).channel().isNone()) {
            return Uncertainty.NONE;
        }
        Fact newest = evidence.fact(0);
        for (int at = 1; at < evidence.size(); at++) {
            Fact before = evidence.fact(at);
            boolean near = newest.guessed() || newest.time() - before.time() <= rules.tolerance();
            if (near && before.channel().isNone() && before.opens() != newest.opens()) {
                return newest.guessed() ? Uncertainty.TIME : Uncertainty.ORDER;
            }
        }
        return Uncertainty.NONE;
    }
}
