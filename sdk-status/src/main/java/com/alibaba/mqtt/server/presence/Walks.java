package com.alibaba.mqtt.server.presence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Looks through many clients, one walk after the other, for those whose newest evidence is older than the walk's cutoff.
 * What cannot be read of the store now is looked at again later: no walk ends with clients that it did not see.
 *
 * <p>Walks are added by any thread; the rest is for one.
 */
final class Walks {
    private static final int MAX_LOOKED_AT = 10_000;
    private static final long AGAIN_MILLIS = 60_000;

    private final PresenceStore store;
    private final Failures failures;
    private final Queue<Walk> waiting = new ArrayDeque<>();
    /** What the walk found and is not asked yet. */
    private final List<String> found = new ArrayList<>();

    private Walk walk;
    private Stream<String> clients;
    private Iterator<String> next;
    private long cutoff;

    /** Through all clients if there are no ids. */
    private record Walk(long at, long cutoff, List<String> clientIds) {}

    Walks(PresenceStore store, Failures failures) {
        this.store = store;
        this.failures = failures;
    }

    /**
     * From the given time on, looks for all clients of which nothing newer than the cutoff is known. Is one with such a
     * walk that did not begin yet, so that a connection that comes and goes leaves no queue of them.
     */
    void add(long at, long cutoff) {
        synchronized (waiting) {
            long earliest = at;
            long newest = cutoff;
            for (Walk other : waiting) {
                if (other.clientIds == null) {
                    earliest = Math.min(earliest, other.at);
                    newest = Math.max(newest, other.cutoff);
                }
            }
            waiting.removeIf(other -> other.clientIds == null);
            waiting.add(new Walk(earliest, newest, null));
        }
    }

    /** Does so for these clients only. */
    void add(long at, long cutoff, Collection<String> clientIds) {
        synchronized (waiting) {
            waiting.add(new Walk(at, cutoff, List.copyOf(clientIds)));
        }
    }

    /** Looks for some clients from the given time on that were found already, and could not be asked about. */
    void again(long at, Collection<String> clientIds) {
        add(at, cutoff, clientIds);
    }

    /** Looks on until so many are found, or for a while; true if there is something to ask. */
    boolean lookOn(long now, int wanted) {
        if (!found.isEmpty() && (walk == null || found.size() >= wanted)) {
            return true;
        }
        if (walk == null && !begin(now)) {
            return false;
        }
        for (int looked = 0; looked < MAX_LOOKED_AT && found.size() < wanted; looked++) {
            String clientId = nextClient(now);
            if (clientId == null) {
                break;
            }
            if (isOld(clientId, now)) {
                found.add(clientId);
            }
        }
        return found.size() >= wanted || (walk == null && !found.isEmpty());
    }

    /** Tells whether no walk is under way, and none is to begin now. */
    boolean isIdle() {
        return walk == null;
    }

    private boolean begin(long now) {
        synchronized (waiting) {
            walk = waiting.stream().filter(each -> each.at <= now).findFirst().orElse(null);
            if (walk == null) {
                return false;
            }
            waiting.remove(walk);
        }
        cutoff = walk.cutoff;
        try {
            clients = walk.clientIds == null ? store.clients().map(Map.Entry::getKey) : walk.clientIds.stream();
            next = clients.iterator();
        } catch (Throwable e) {
            putBack(now);
            throw e;
        }
        return true;
    }

    private String nextClient(long now) {
        try {
            if (next.hasNext()) {
                return next.next();
            }
        } catch (Throwable e) {
            // such an iterator may never work again; who was asked already is not old any more
            failures.countStore(e);
            putBack(now);
            throw e;
        }
        end();
        return null;
    }

    private boolean isOld(String clientId, long now) {
        try {
            return store.get(clientId).lastEvidenceAt() < cutoff;
        } catch (Throwable e) {
            // it may be this one only
            again(now + AGAIN_MILLIS, List.of(clientId));
            throw e;
        }
    }

    private void putBack(long now) {
        synchronized (waiting) {
            waiting.add(new Walk(now, walk.cutoff, walk.clientIds));
        }
        end();
    }

    /** Takes clients to ask about, at most so many. */
    List<String> take(int max) {
        List<String> first = found.subList(0, Math.min(max, found.size()));
        List<String> taken = List.copyOf(first);
        first.clear();
        return taken;
    }

    /** Ends the walk that is under way. */
    void end() {
        Stream<String> open = clients;
        walk = null;
        clients = null;
        next = null;
        if (open != null) {
            open.close();
        }
    }
}
