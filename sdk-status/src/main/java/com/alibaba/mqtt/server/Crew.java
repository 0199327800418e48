package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.internal.Workers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The workers that {@link Lanes} have now: who runs what since when. Guarded by the monitor of the lanes. */
final class Crew {
    /** So long an executor may take to begin a worker. Doubled each time it did not. */
    private static final long FIRST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LAST_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A worker with what the crew knows of it. */
    abstract static class Member extends Workers.Worker {
        private final long madeNanos = System.nanoTime();
        /** Who works; null until it begins. */
        private Thread thread;

        Lane lane;
        Lanes.Task running;
        long sinceNanos;
        private boolean stuck;
        private boolean reported;
        private boolean ended;

        Thread thread() {
            return thread;
        }

        private boolean isLongerThan(long nanos, long now) {
            return running != null && now - sinceNanos > nanos;
        }
    }

    private final Set<Member> members = new HashSet<>();
    private int stuck;
    private long patienceNanos = FIRST_PATIENCE_NANOS;

    void add(Member member) {
        members.add(member);
    }

    int size() {
        return members.size();
    }

    /** How many are not stuck. */
    int moving() {
        return members.size() - stuck;
    }

    /** The current thread becomes the member's; false if it was given up. */
    boolean begin(Member member) {
        if (member.ended) {
            return false;
        }
        member.thread = Thread.currentThread();
        patienceNanos = FIRST_PATIENCE_NANOS;
        return true;
    }

    /** The member's task is over. */
    void finished(Member member) {
        if (member.stuck) {
            member.stuck = false;
            stuck--;
        }
        member.reported = false;
        member.running = null;
        member.lane = null;
    }

    /** Removes a member; false if that was done before. */
    boolean end(Member member) {
        if (member.ended) {
            return false;
        }
        member.ended = true;
        members.remove(member);
        return true;
    }

    /** Finds those whose task runs longer than this. */
    void findStuck(long nanos, long now) {
        for (Member member : members) {
            if (!member.stuck && member.isLongerThan(nanos, now)) {
                member.stuck = true;
                stuck++;
            }
        }
    }

    /** Gives up those that the executor has not begun for too long; returns for how long that was, or 0 for none. */
    long giveUpLate(long now) {
        if (!giveUpUnbegun(now - patienceNanos)) {
            return 0;
        }
        long waited = patienceNanos;
        patienceNanos = Math.min(LAST_PATIENCE_NANOS, patienceNanos * 2);
        return waited;
    }

    /** Gives up all that were not begun. */
    void giveUpUnbegun() {
        boolean unused = giveUpUnbegun(System.nanoTime() + 1);
    }

    private boolean giveUpUnbegun(long madeBefore) {
        return members.removeIf(member -> {
            member.ended |= member.thread == null && member.madeNanos - madeBefore < 0;
            return member.ended;
        });
    }

    /** Shows those whose task runs longer than this. */
    void hanging(long nanos, Consumer<Member> show) {
        long now = System.nanoTime();
        for (Member member : members) {
            if (member.isLongerThan(nanos, now)) {
                show.accept(member);
            }
        }
    }

    /** Tells whether its task is to be reported as hanging; once for each task. */
    boolean report(Member member) {
        boolean first = !member.reported;
        member.reported = true;
        return first;
    }

    /** The tasks that run now. */
    List<Lanes.Task> running() {
        return members.stream()
                .map(member -> member.running)
                .filter(task -> task != null)
                .toList();
    }
}
