package com.alibaba.mqtt.server.presence.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of what is known of one client. Immutable. Internal, not exported.
 *
 * <p>Merging is commutative, associative and idempotent, so that the same notices give the same evidence in whatever
 * order, how often, and over however many nodes they arrive. This holds because the merge of two evidences is
 * {@code kept(union)}, where {@code kept} of a set is
 *
 * <ol>
 *   <li>of facts that {@linkplain Fact#repeats repeat} each other the greatest, or if a time is a guess the best one;
 *   <li>of these the newest opening, and the newest one whose time is no guess,
 *   <li>those not older than the latter minus the horizon, of which
 *   <li>the greatest {@code maxFacts}, in one total order, and
 *   <li>the ends of a kept opening whose time is a guess, however old;
 *   <li>of the answers of each source the newest, unless it is older than the horizon.
 * </ol>
 *
 * Each of these keeps what is greatest, so what it drops from a part it would also drop from the whole. Nothing here
 * may depend on the time of arrival or on a clock. So memory is bounded too, whatever arrives.
 *
 * <p>What is dropped by the horizon cannot matter: an older opening is superseded by the newest, and an older end
 * belongs to such a channel. The horizon is at least twice the tolerance, as both times may be off by it. This holds for
 * true times only. A guessed one is that of an arrival, which can be long after the channel's end; so such an opening is
 * never kept without its end, if that is known. If both were forgotten and the opening comes again, the state is uncertain:
 * see {@link Verdict}.
 */
public final class Evidence {
    /** Nothing is known. */
    public static final Evidence NONE = new Evidence(new Fact[0], 0, null, null);

    /** Greatest first; behind the last one may be room. */
    private final Fact[] facts;

    private final int size;
    private final @Nullable Answer live;
    private final @Nullable Answer cached;

    /** Creates one of the first facts of an array, sorted, the greatest first; they are not copied. */
    public Evidence(Fact[] facts, int size, @Nullable Answer live, @Nullable Answer cached) {
        this.facts = facts;
        this.size = size;
        this.live = live;
        this.cached = cached;
    }

    /** Returns evidence of one fact. */
    public static Evidence of(Fact fact) {
        return new Evidence(new Fact[] {fact}, 1, null, null);
    }

    /** Returns evidence of one answer from the client's session. */
    public static Evidence ofLive(Answer answer) {
        return new Evidence(NONE.facts, 0, answer, null);
    }

    /** Returns evidence of one answer from the service's cache. */
    public static Evidence ofCached(Answer answer) {
        return new Evidence(NONE.facts, 0, null, answer);
    }

    /** Returns the facts, the newest first; not modifiable. */
    public List<Fact> facts() {
        return Arrays.asList(facts).subList(0, size);
    }

    /** Returns the number of facts. */
    public int size() {
        return size;
    }

    /** Returns a fact; the newest is at 0. */
    public Fact fact(int at) {
        return facts[at];
    }

    /** Returns the newest answer from the client's session, or null. */
    public @Nullable Answer live() {
        return live;
    }

    /** Returns the newest answer from the service's cache, or null. */
    public @Nullable Answer cached() {
        return cached;
    }

    /** Returns whether nothing is known. */
    public boolean isEmpty() {
        return size == 0 && live == null && cached == null;
    }

    /** Returns the time of the newest fact or answer; 0 if there is none. */
    public long newest() {
        long newest = newestFact();
        if (live != null) {
            newest = Math.max(newest, live.askedAt());
        }
        return cached == null ? newest : Math.max(newest, cached.askedAt());
    }

    /** Returns the time of the newest fact; 0 if there is none. */
    public long newestFact() {
        return size == 0 ? 0 : facts[0].time();
    }

    /** Returns from when on an answer must be asked for to count against the notices. */
    public long answersCountFrom(Rules rules) {
        return newestFact() + rules.tolerance() + 1;
    }

    /** Returns the newest opening, or null. */
    public @Nullable Fact newestOpening() {
        for (int at = 0; at < size; at++) {
            if (facts[at].opens()) {
                return facts[at];
            }
        }
        return null;
    }

    /** Returns whether the service, asked when the client was offline already, said so too. */
    public boolean isOfflineConfirmed(long since, Rules rules) {
        return live != null && !live.online() && live.askedAt() >= since - rules.tolerance();
    }

    /** Returns whether the service, asked when the client was offline already, said otherwise. */
    public boolean isOfflineDenied(long since, Rules rules) {
        return live != null && live.online() && live.askedAt() >= since - rules.tolerance();
    }

    /** Returns when the newest answer from the client's session was asked for; 0 if there is none. */
    public long liveAt() {
        return live == null ? 0 : live.askedAt();
    }

    /** Returns how long the channel was open; -1 if its opening or its end is not known. */
    public long sessionMillis(ChannelId channel) {
        long opened = Life.NOT_KNOWN;
        long ended = Life.NOT_KNOWN;
        // the newest first: without channel ids the last session counts, else the first sign of the end
        for (int at = 0; at < size; at++) {
            Fact fact = facts[at];
            if (!fact.channel().equals(channel)) {
                continue;
            }
            if (fact.opens()) {
                opened = fact.time();
                break;
            }
            ended = fact.time();
        }
        return opened == Life.NOT_KNOWN || ended == Life.NOT_KNOWN ? -1 : ended - opened;
    }

    /** Returns what is kept of both; equal to this if the other adds nothing. */
    public Evidence merge(Evidence other, Rules rules) {
        Answer newestLive = Answer.newest(live, other.live);
        Answer newestCached = Answer.newest(cached, other.cached);
        Fact[] all = facts;
        int kept = size;
        if (other.size > 0) {
            all = union(other);
            kept = keep(all, rules);
        }
        return new Evidence(all, kept, newestLive, newestCached).withoutOldAnswers(rules);
    }

    /**
     * Returns it without answers asked for later than the limit. Our own clock was ahead then, and they would outweigh all
     * that happens until that time comes again.
     */
    public Evidence withoutAnswersAfter(long limit) {
        boolean liveAfter = live != null && live.askedAt() > limit;
        boolean cachedAfter = cached != null && cached.askedAt() > limit;
        return liveAfter || cachedAfter
                ? new Evidence(facts, size, liveAfter ? null : live, cachedAfter ? null : cached)
                : this;
    }

    private Fact[] union(Evidence other) {
        Fact[] all = new Fact[size + other.size];
        int l = 0;
        int r = 0;
        for (int at = 0; at < all.length; at++) {
            boolean takeLeft = r == other.size || (l < size && facts[l].compareTo(other.facts[r]) >= 0);
            all[at] = takeLeft ? facts[l++] : other.facts[r++];
        }
        return all;
    }

    /** Moves what is kept to the front, and returns how many these are. */
    private static int keep(Fact[] sorted, Rules rules) {
        boolean guesses = hasGuess(sorted);
        int left = guesses ? withoutWorseGuesses(sorted) : sorted.length;
        int count = 0;
        boolean anyOpening = false;
        Fact newest = null;
        for (int at = 0; at < left; at++) {
            Fact fact = sorted[at];
            boolean firstTrue = newest == null && fact.opens() && !fact.guessed();
            boolean first = firstTrue || (fact.opens() && !anyOpening);
            boolean room =
                    count < rules.maxFacts() && (newest == null || newest.time() - fact.time() <= rules.horizon());
            if ((first || room || (guesses && endsGuessedOpening(sorted, count, fact)))
                    && !repeated(sorted, count, fact)) {
                sorted[count++] = fact;
            }
            anyOpening |= fact.opens();
            if (firstTrue) {
                newest = fact;
            }
        }
        return count;
    }

    private static boolean hasGuess(Fact[] facts) {
        for (Fact fact : facts) {
            if (fact.guessed()) {
                return true;
            }
        }
        return false;
    }

    /** The earliest arrival is the nearest to the truth, as nothing arrives before it happens. */
    private static int withoutWorseGuesses(Fact[] sorted) {
        Fact[] all = sorted.clone();
        int count = 0;
        for (Fact fact : all) {
            boolean worse = false;
            for (Fact other : all) {
                worse |= fact.isWorseGuessThan(other);
            }
            if (!worse) {
                sorted[count++] = fact;
            }
        }
        return count;
    }

    private static boolean endsGuessedOpening(Fact[] sorted, int count, Fact fact) {
        if (fact.opens() || fact.channel().isNone()) {
            return false;
        }
        for (int at = 0; at < count; at++) {
            Fact kept = sorted[at];
            if (kept.guessed() && kept.opens() && kept.channel().equals(fact.channel())) {
                return true;
            }
        }
        return false;
    }

    private static boolean repeated(Fact[] sorted, int count, Fact fact) {
        for (int at = 0; at < count; at++) {
            if (fact.repeats(sorted[at])) {
                return true;
            }
        }
        return false;
    }

    private Evidence withoutOldAnswers(Rules rules) {
        if (live == null && cached == null) {
            return this;
        }
        Fact opening = newestOpening();
        return new Evidence(
                facts, size, isOld(live, opening, rules) ? null : live, isOld(cached, opening, rules) ? null : cached);
    }

    private static boolean isOld(@Nullable Answer answer, @Nullable Fact opening, Rules rules) {
        return answer != null && opening != null && opening.time() - answer.askedAt() > rules.horizon();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Evidence other
                && Arrays.equals(facts, 0, size, other.facts, 0, other.size)
                && Objects.equals(live, other.live)
                && Objects.equals(cached, other.cached);
    }

    @Override
    public int hashCode() {
        return Objects.hash(facts(), live, cached);
    }

    @Override
    public String toString() {
        return "Evidence" + facts() + (live == null ? "" : " live=" + live)
                + (cached == null ? "" : " cached=" + cached);
    }
}
