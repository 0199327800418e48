package dev.mqttstatus.benchmarks;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StatusType;
import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What keeping the state of many clients costs: bytes a client and updates per second of CPU time, a {@link PresenceTracker} beside a
 * plain {@link ConcurrentHashMap} of objects that does what a first attempt would. Both get the same notices, already
 * parsed; the passes are interleaved, the medians count.
 *
 * <p>Arguments: how many clients, default 1000000; how many passes, default 9. For 5000000 give it {@code -Xmx3g} and one
 * side at a time: a third argument {@code plain} or {@code tracker}.
 */
public final class PresenceMemory {
    private static final long START = 1_700_000_000_000L;
    private static final int NOTICES_PER_PASS = 200_000;
    private static final int SETTLE_ROUNDS = 2;

    private PresenceMemory() {}

    /** What a first attempt keeps. */
    private record Plain(String channelId, String clientIp, long time, long receivedAt, boolean online) {}

    /** Runs it and prints a line for each result. */
    public static void main(String[] args) {
        int clients = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int passes = args.length > 1 ? Integer.parseInt(args[1]) : 9;
        String only = args.length > 2 ? args[2] : "";

        Map<String, Plain> plain = new ConcurrentHashMap<>();
        Consumer<StatusNotice> intoPlain = notice -> update(plain, notice);
        MemoryPresenceStore store = new MemoryPresenceStore();
        try (PresenceTracker tracker = PresenceTracker.builder().store(store).build()) {
            World world = new World(clients);
            if (!only.equals("tracker")) {
                fill("plain map", world, intoPlain, clients);
            }
            if (!only.equals("plain")) {
                fill("tracker", new World(clients), tracker::process, clients);
            }
            double[] plainRates = new double[passes];
            double[] trackerRates = new double[passes];
            for (int pass = 0; pass < passes; pass++) {
                StatusNotice[] notices = world.next(NOTICES_PER_PASS);
                plainRates[pass] = only.equals("tracker") ? 0 : rate(notices, intoPlain);
                trackerRates[pass] = only.equals("plain") ? 0 : rate(notices, tracker::process);
            }
            double plainRate = median(plainRates);
            double trackerRate = median(trackerRates);
            System.out.printf(
                    "updates per second of one thread's CPU time, medians of %d passes: plain map %,.0f, tracker %,.0f, ratio %.2f%n",
                    passes, plainRate, trackerRate, plainRate == 0 ? 0 : trackerRate / plainRate);
        }
        System.out.println("kept: " + plain.size() + " and " + store.counts());
    }

    private static void update(Map<String, Plain> states, StatusNotice notice) {
        states.compute(notice.getClientId(), (clientId, before) -> {
            boolean online = notice.getStatusType() == StatusType.ONLINE;
            if (!online && before != null && !notice.getChannelId().equals(before.channelId)) {
                return before;
            }
            return new Plain(
                    notice.getChannelId(),
                    notice.getClientIp(),
                    notice.getTime(),
                    notice.receivedAt().toEpochMilli(),
                    online);
        });
    }

    private static void fill(String name, World world, Consumer<StatusNotice> into, int clients) {
        long before = usedBytes();
        world.connectAll(into);
        System.out.printf("%s: %.1f B per client, all online%n", name, (usedBytes() - before) / (double) clients);
        for (int at = 0; at < SETTLE_ROUNDS * clients; at += NOTICES_PER_PASS) {
            for (StatusNotice notice : world.next(NOTICES_PER_PASS)) {
                into.accept(notice);
            }
        }
        System.out.printf(
                "%s: %.1f B per client, after coming and going%n", name, (usedBytes() - before) / (double) clients);
    }

    private static double rate(StatusNotice[] notices, Consumer<StatusNotice> into) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (StatusNotice notice : notices) {
            into.accept(notice);
        }
        return notices.length * 1e9 / (threads.getCurrentThreadCpuTime() - begin);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long usedBytes() {
        for (int round = 0; round < 3; round++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Clients that come and go at random, a minute and more between two of its notices; half of them online. */
    private static final class World {
        private final SplittableRandom random = new SplittableRandom(1);
        /** The number of the client's connection; even while it is open. */
        private final int[] states;

        private long sent;

        World(int clients) {
            states = new int[clients];
        }

        void connectAll(Consumer<StatusNotice> into) {
            for (int client = 0; client < states.length; client++) {
                into.accept(notice(client, "connect"));
            }
        }

        StatusNotice[] next(int count) {
            StatusNotice[] notices = new StatusNotice[count];
            for (int at = 0; at < count; at++) {
                int client = random.nextInt(states.length);
                states[client]++;
                notices[at] = notice(client, states[client] % 2 == 0 ? "connect" : "tcpclean");
            }
            return notices;
        }

        private StatusNotice notice(int client, String eventType) {
            // each client about once in five minutes
            sent++;
            long now = START + (long) (sent * 300_000.0 / states.length);
            int channel = states[client] / 2;
            String body = String.format(
                    "{\"clientId\":\"GID_bench@@@dev%06d\",\"time\":%d,\"eventType\":\"%s\","
                            + "\"channelId\":\"%016x%016x\",\"clientIp\":\"10.%d.%d.%d:%d\"}",
                    client,
                    now,
                    eventType,
                    client * 0x9E3779B97F4A7C15L,
                    channel * 0xC2B2AE3D27D4EB4FL + client,
                    client >> 16 & 255,
                    client >> 8 & 255,
                    client & 255,
                    1024 + (channel * 7919 + client) % 60_000);
            return new StatusNotice(body.getBytes(StandardCharsets.UTF_8));
        }
    }
}
