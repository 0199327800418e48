package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one client, the newest first, as the facts show that are kept. Internal, not exported.
 *
 * <ol>
 *   <li>The facts of one channel belong together whatever their times: an end that carries an earlier time than its
 *       opening still ends it.
 *   <li>Without channel ids the facts are paired by their times; of equal times the end counts as the later.
 *   <li>A client has one connection at a time. So a channel without a known end is superseded by one that was opened
 *       later, by more than the tolerance: nearer times do not show which was first.
 * </ol>
 */
public final class Timeline {
    /** An end so shortly before the next opening is the server's doing: clients pause before they connect again. */
    static final long TAKEOVER_MILLIS = 500;

    private final Life[] lives;
    private final int size;
    private final Rules rules;
    private final long newestOpening;
    private final boolean newestGuessed;

    /** Works out the channels of the evidence. */
    public Timeline(Evidence evidence, Rules rules) {
        this.rules = rules;
        this.lives = new Life[evidence.size()];
        Fact opening = evidence.newestOpening();
        this.newestOpening = opening == null ? Life.NOT_KNOWN : opening.time();
        this.newestGuessed = opening != null && opening.guessed();
        Life without = null;
        int count = 0;
        // from the oldest, so that facts without channel ids can be paired
        for (int at = evidence.size() - 1; at >= 0; at--) {
            Fact fact = evidence.fact(at);
            Life life = fact.channel().isNone() ? continued(without, fact) : find(fact.channel(), count);
            if (life == null) {
                life = new Life(fact.channel());
                lives[count++] = life;
            }
            life.add(fact);
            if (fact.channel().isNone()) {
                without = life;
            }
        }
        this.size = count;
        sortNewestFirst();
    }

    /** They are few, and nearly in the other order: moved by hand they cost a fraction of a sort by a comparator. */
    private void sortNewestFirst() {
        for (int at = 1; at < size; at++) {
            Life life = lives[at];
            boolean newest = life.isNewerThan(lives[0]);
            int to = newest ? 0 : at;
            while (!newest && life.isNewerThan(lives[to - 1])) {
                to--;
            }
            System.arraycopy(lives, to, lives, to + 1, at - to);
            lives[to] = life;
        }
    }

    private @Nullable Life find(ChannelId channel, int count) {
        for (int at = 0; at < count; at++) {
            if (lives[at].channel.equals(channel)) {
                return lives[at];
            }
        }
        return null;
    }

    /** Returns the life that the fact belongs to, or null if it begins one. */
    private static @Nullable Life continued(@Nullable Life before, Fact fact) {
        if (before == null) {
            return null;
        }
        if (fact.opens()) {
            before.replaced |= !before.isEnded();
            return null;
        }
        boolean second = before.isEnded() && before.isOpened() && before.closed != Life.NOT_KNOWN;
        return second ? null : before;
    }

    int size() {
        return size;
    }

    Life life(int at) {
        return lives[at];
    }

    /** Returns the channels as sessions, the newest first. */
    public List<Session> sessions() {
        return Arrays.stream(lives, 0, size)
                .map(life -> life.session(end(life)))
                .toList();
    }

    /** Returns the newest opening; {@link Life#NOT_KNOWN} if there is none. */
    public long newestOpening() {
        return newestOpening;
    }

    /** Returns whether the time of the newest opening is a guess. */
    boolean isNewestGuessed() {
        return newestGuessed;
    }

    boolean isSuperseded(Life life) {
        return life.replaced || (newestOpening != Life.NOT_KNOWN && newestOpening - life.opened > rules.tolerance());
    }

    /** Returns whether the channel was opened and nothing shows that it is gone. */
    boolean isLive(Life life) {
        return life.isOpened() && !life.isEnded() && !isSuperseded(life);
    }

    /** Returns how a channel ended, as far as the notices show. */
    SessionEnd end(Life life) {
        if (life.disconnected != Life.NOT_KNOWN) {
            return SessionEnd.CLEAN;
        }
        if (life.isEnded()) {
            return isTakenOver(life) ? SessionEnd.TAKEN_OVER : SessionEnd.LOST;
        }
        return isSuperseded(life) ? SessionEnd.TAKEN_OVER : SessionEnd.UNKNOWN;
    }

    private boolean isTakenOver(Life life) {
        Life next = next(life);
        return next != null
                && life.isOpened()
                && life.isEnded()
                && life.disconnected == Life.NOT_KNOWN
                && life.ended() >= next.opened - TAKEOVER_MILLIS;
    }

    private @Nullable Life next(Life life) {
        Life next = null;
        for (int at = 0; lives[at] != life; at++) {
            if (lives[at].isOpened()) {
                next = lives[at];
            }
        }
        return next;
    }

    /** Returns whether many sessions began within the flap period before the newest one. */
    public boolean isFlapping() {
        return isRecentlyOpened(rules.flapCount(), false);
    }

    /** Returns whether channels ended each other again and again within the flap period before the newest one. */
    public boolean isTakingOver() {
        return isRecentlyOpened(rules.takeoverCount(), true);
    }

    private boolean isRecentlyOpened(int min, boolean onlyTakenOver) {
        if (size < min) {
            return false;
        }
        int count = 0;
        for (int at = 0; at < size; at++) {
            Life life = lives[at];
            if (life.isOpened()
                    && newestOpening - life.opened < rules.flapPeriod()
                    && (!onlyTakenOver || isTakenOver(life))) {
                count++;
            }
        }
        return count >= min;
    }
}
