package dev.mqttstatus.integration.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An independent account of what became of each notice. It knows what was produced, what the listeners began, returned
 * from and threw, and when something was broken on purpose; it knows nothing of the SDK. Everything has a step, its place
 * in the order of what happened.
 *
 * <ol>
 *   <li>Every produced notice is processed at least once: a listener returned from it; or it was given up instead.
 *   <li>It comes again only if its last call threw; or if something was broken between the beginning of its last call
 *       and now, once for each time; or if its consumer was stopped while the call ran.
 *   <li>What was processed and comes again after something was broken is bounded by what a consumer may hold. Who breaks
 *       it may know that {@link #fault(String, int) less} was not settled then.
 *   <li>A consumer is never in two calls of one client concurrently, and begins the notices of a client in the order in which
 *       they were produced; but for a notice that failed before, or that was there when something was broken or a
 *       consumer stopped.
 *   <li>A stopped consumer begins nothing.
 *   <li>What nobody produced does not come.
 * </ol>
 */
final class Ledger {
    private static final int MAX_SHOWN = 20;
    /** The order of the events of a device. */
    private static final List<EventType> LIFE = List.of(EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN);

    private final int unsettledBound;
    private final Map<String, TreeMap<Long, Entry>> entries = new HashMap<>();
    private final Set<String> devices = new HashSet<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<String, Entry> running = new HashMap<>();
    private final Map<String, Long> stopped = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long step;
    private long lastSettled;
    private long produced;
    private int unprocessed;
    private long calls;

    /** @param unsettledBound how many processed notices may be unsettled at one moment */
    Ledger(int unsettledBound) {
        this.unsettledBound = unsettledBound;
    }

    /** Creates the next notice of a client; its time is its number. */
    synchronized byte[] produce(String clientId) {
        produced++;
        expect(clientId, produced);
        return ("{\"clientId\":\"" + clientId + "\",\"eventType\":\"connect\",\"channelId\":\"c" + produced
                        + "\",\"clientIp\":\"127.0.0.1:1\",\"time\":" + produced + "}")
                .getBytes(UTF_8);
    }

    /** A real device comes and goes, once. To be called before it does. */
    synchronized void produceDevice(String clientId, EventType... events) {
        devices.add(clientId);
        for (EventType event : events) {
            expect(clientId, LIFE.indexOf(event));
        }
    }

    private void expect(String clientId, long number) {
        entries.computeIfAbsent(clientId, id -> new TreeMap<>()).put(number, new Entry(clientId, number, ++step));
        unprocessed++;
    }

    /** Something is being broken; it counts as broken until {@link #settled}. */
    void fault(String what) {
        fault(what, unsettledBound);
    }

    /** @param unsettled how many notices may be processed now without the server's knowing it */
    synchronized void fault(String what, int unsettled) {
        faults.add(new Fault(what, ++step, unsettled));
    }

    /** All is well, and the server holds nothing any more: what was processed so far must not come again. */
    synchronized void settled() {
        lastSettled = ++step;
        for (Fault fault : faults) {
            if (fault.until == 0) {
                fault.until = step;
            }
        }
    }

    /** The server has lost all that nobody has processed yet, and says so: it need not come any more. */
    synchronized void lostByServer() {
        entries.values()
                .forEach(client -> client.values().stream()
                        .filter(entry -> !entry.processed && !entry.excused)
                        .forEach(entry -> {
                            entry.excused = true;
                            unprocessed--;
                        }));
    }

    /** A notice is handed over as undeliverable, which none may be that was processed. */
    synchronized void givenUp(StatusNotice notice) {
        Entry entry =
                entries.getOrDefault(notice.getClientId(), new TreeMap<>()).get(notice.getTime());
        step++;
        if (entry == null || entry.processed || entry.excused) {
            violation("given up, but not to be: " + (entry == null ? notice : entry));
            return;
        }
        entry.excused = true;
        unprocessed--;
    }

    /** A consumer's stop has returned. */
    synchronized void stopped(String consumer) {
        stopped.put(consumer, ++step);
    }

    /** A listener that does some work and keeps account of it. */
    StatusListener of(String consumer, StatusListener work) {
        return notice -> {
            Call call = began(consumer, notice);
            boolean returned = false;
            try {
                work.process(notice);
                returned = true;
            } finally {
                ended(call, returned);
            }
        };
    }

    private synchronized Call began(String consumer, StatusNotice notice) {
        step++;
        calls++;
        String client = notice.getClientId();
        long number = devices.contains(client) ? LIFE.indexOf(notice.eventType()) : notice.getTime();
        Entry entry = entries.getOrDefault(client, new TreeMap<>()).get(number);
        if (entry == null) {
            violation("nobody produced " + notice);
            entry = new Entry(client, number, step);
        }
        Call call = new Call(consumer, step, entry);
        if (stopped.containsKey(consumer)) {
            violation("begun after the stop of its consumer: " + entry);
        }
        String place = consumer + " " + client;
        Entry other = running.put(place, entry);
        if (other != null) {
            violation("two concurrently: " + entry + " while " + other);
        }
        if (number < highest.getOrDefault(place, Long.MIN_VALUE) && !mayComeLate(entry)) {
            violation("out of order: " + entry + " after #" + highest.get(place));
        }
        highest.merge(place, number, Math::max);
        if (!entry.calls.isEmpty()) {
            comesAgain(entry);
        }
        entry.calls.add(call);
        return call;
    }

    private boolean mayComeLate(Entry entry) {
        return entry.calls.stream().anyMatch(call -> call.threw)
                || faults.stream().anyMatch(fault -> fault.from > entry.produced || fault.until == 0)
                || stopped.values().stream().anyMatch(when -> when > entry.produced);
    }

    private void comesAgain(Entry entry) {
        Call last = entry.calls.get(entry.calls.size() - 1);
        Long stop = stopped.get(last.consumer);
        boolean outlivedStop = stop != null && (last.ended == 0 || last.ended > stop);
        if (last.threw || outlivedStop) {
            return;
        }
        if (last.ended != 0 && last.ended < lastSettled) {
            violation("came again though it was settled: " + entry);
            return;
        }
        long first = entry.calls.get(0).began;
        List<Fault> causes = faults.stream()
                .filter(fault -> fault.until == 0 || fault.until > first)
                .toList();
        if (causes.isEmpty() || !causes.get(causes.size() - 1).reaches(last)) {
            violation("came again without a cause: " + entry);
            return;
        }
        entry.repeats++;
        if (entry.repeats > causes.size()) {
            violation("came again " + entry.repeats + " times after " + causes + ": " + entry);
        }
        if (last.ended != 0) {
            Fault cause = causes.get(causes.size() - 1);
            cause.repeats++;
            if (cause.repeats == unsettledBound + 1) {
                violation("more than " + unsettledBound + " processed notices came again after " + cause);
            }
            if (last.ended < cause.from && ++cause.repeatsFromBefore == cause.unsettled + 1) {
                violation("more than " + cause.unsettled + " notices processed before " + cause + " came again");
            }
        }
    }

    private synchronized void ended(Call call, boolean returned) {
        call.ended = ++step;
        call.threw = !returned;
        running.remove(call.consumer + " " + call.entry.client, call.entry);
        if (returned && !call.entry.processed) {
            call.entry.processed = true;
            unprocessed -= call.entry.excused ? 0 : 1;
        }
    }

    private void violation(String text) {
        violations.add(text);
    }

    /** How many listener calls have begun. */
    synchronized long calls() {
        return calls;
    }

    /** How many of the produced notices no listener has returned from yet. */
    synchronized int unprocessed() {
        return unprocessed;
    }

    /** Forgets the notices that are done with; after {@link #settled} only. For long runs. */
    synchronized void forgetProcessed() {
        check(false);
        entries.values().forEach(client -> client.values().removeIf(entry -> entry.processed || entry.excused));
        faults.clear();
    }

    /** Fails with all that is wrong; to be called when everything is over. */
    void check() {
        check(true);
    }

    /** @param over whether nothing more comes: what is not processed is lost */
    synchronized void check(boolean over) {
        List<String> wrong = new ArrayList<>(violations);
        if (over) {
            entries.values()
                    .forEach(client -> client.values().stream()
                            .filter(entry -> !entry.processed && !entry.excused)
                            .forEach(entry -> wrong.add("lost: " + entry)));
        }
        if (!wrong.isEmpty()) {
            StringBuilder text = new StringBuilder(
                    wrong.size() + " violations, " + calls + " calls; broken: " + faults + ", stopped: " + stopped);
            wrong.stream().limit(MAX_SHOWN).forEach(line -> text.append("\n  ").append(line));
            throw new AssertionError(text);
        }
    }

    private static final class Entry {
        final String client;
        final long number;
        final long produced;
        final List<Call> calls = new ArrayList<>(1);
        boolean processed;
        boolean excused;
        int repeats;

        Entry(String client, long number, long produced) {
            this.client = client;
            this.number = number;
            this.produced = produced;
        }

        @Override
        public String toString() {
            return client + " #" + number + " (produced at " + produced + ", calls " + calls + ")";
        }
    }

    private static final class Call {
        final String consumer;
        final long began;
        final Entry entry;
        long ended;
        boolean threw;

        Call(String consumer, long began, Entry entry) {
            this.consumer = consumer;
            this.began = began;
            this.entry = entry;
        }

        @Override
        public String toString() {
            return consumer + ":" + began + (ended == 0 ? " running" : (threw ? " threw:" : " returned:") + ended);
        }
    }

    private static final class Fault {
        final String what;
        final long from;
        final int unsettled;
        long until;
        int repeats;
        int repeatsFromBefore;

        Fault(String what, long from, int unsettled) {
            this.what = what;
            this.from = from;
            this.unsettled = unsettled;
        }

        /** Whether it was there at the beginning of the call or came later. */
        boolean reaches(Call call) {
            return until == 0 || until > call.began;
        }

        @Override
        public String toString() {
            return what + " " + from + ".." + (until == 0 ? "" : until);
        }
    }
}
