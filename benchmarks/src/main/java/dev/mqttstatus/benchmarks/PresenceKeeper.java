package dev.mqttstatus.benchmarks;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StatusType;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Keeps the state of many clients twice: in a {@link PresenceTracker}, and in a plain {@link ConcurrentHashMap} of objects
 * that does what a first attempt would.
 */
public final class PresenceKeeper {
    private static final long START = 1_700_000_000_000L;
    private static final int NOTICES_PER_PASS = 200_000;
    private static final int NOTICES_PER_RUN = 500_000;
    /** So few that a notice is still in the processor's cache, as it is when it was just received. */
    private static final int NOTICES_PER_SLICE = 50;

    private static final int SETTLE_ROUNDS = 2;

    private final int clients;
    /** Goes on after what filled the maps: what is older than what is known would not be an update. */
    private World world;

    private final Map<String, Plain> plain = new ConcurrentHashMap<>();
    private final PresenceTracker tracker = PresenceTracker.builder().build();

    private PresenceKeeper(int clients) {
        this.clients = clients;
    }

    /** What a first attempt keeps. */
    private record Plain(String channelId, String clientIp, long time, long receivedAt, boolean online) {}

    /** Answers; the argument is how many clients. */
    public static void main(String[] args) throws IOException {
        PresenceKeeper keeper = new PresenceKeeper(Integer.parseInt(args[0]));
        Questions.serve(Map.of(
                "plain", words -> keeper.fill(keeper::intoPlain),
                "tracker", words -> keeper.fill(keeper.tracker::process),
                "pass", words -> keeper.pass(),
                "run-plain", words -> keeper.run(keeper::intoPlain),
                "run-tracker", words -> keeper.run(keeper.tracker::process)));
    }

    private void intoPlain(StatusNotice notice) {
        plain.compute(notice.getClientId(), (clientId, before) -> {
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

    /** Returns the bytes of a client when all have come, and after coming and going. */
    private String fill(Consumer<StatusNotice> into) {
        World own = new World(clients);
        long before = usedBytes();
        own.connectAll(into);
        double online = (usedBytes() - before) / (double) clients;
        for (int at = 0; at < SETTLE_ROUNDS * clients; at += NOTICES_PER_SLICE) {
            for (byte[] body : own.next(NOTICES_PER_SLICE)) {
                into.accept(new StatusNotice(body));
            }
        }
        world = own;
        double settled = (usedBytes() - before) / (double) clients;
        return online + " " + settled;
    }

    /** Returns the nanoseconds of processor time that an update takes in each, in slices by turns. */
    private String pass() {
        long inPlain = 0;
        long inTracker = 0;
        for (int slice = 0; slice < NOTICES_PER_PASS / NOTICES_PER_SLICE; slice++) {
            List<StatusNotice> notices = Arrays.stream(world.next(NOTICES_PER_SLICE))
                    .map(StatusNotice::new)
                    .toList();
            // who comes second finds the notices in the cache
            if (slice % 2 == 0) {
                inPlain += nanos(notices, this::intoPlain);
            }
            inTracker += nanos(notices, tracker::process);
            if (slice % 2 == 1) {
                inPlain += nanos(notices, this::intoPlain);
            }
        }
        return inPlain / (double) NOTICES_PER_PASS + " " + inTracker / (double) NOTICES_PER_PASS;
    }

    /** Returns the nanoseconds of time, and of the processors, from the bytes of a notice, with what the collector does. */
    private String run(Consumer<StatusNotice> into) {
        byte[][] bodies = world.next(NOTICES_PER_RUN);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long begin = System.nanoTime();
        for (byte[] body : bodies) {
            into.accept(new StatusNotice(body));
        }
        double nanos = System.nanoTime() - begin;
        cpu = process.getProcessCpuTime() - cpu;
        return nanos / NOTICES_PER_RUN + " " + cpu / (double) NOTICES_PER_RUN;
    }

    private static long nanos(List<StatusNotice> notices, Consumer<StatusNotice> into) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (StatusNotice notice : notices) {
            into.accept(notice);
        }
        return threads.getCurrentThreadCpuTime() - begin;
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
                into.accept(new StatusNotice(body(client, "connect")));
            }
        }

        byte[][] next(int count) {
            byte[][] bodies = new byte[count][];
            for (int at = 0; at < count; at++) {
                int client = random.nextInt(states.length);
                states[client]++;
                bodies[at] = body(client, states[client] % 2 == 0 ? "connect" : "tcpclean");
            }
            return bodies;
        }

        private byte[] body(int client, String eventType) {
            // each client about once in five minutes
            sent++;
            long now = START + (long) (sent * 300_000.0 / states.length);
            int channel = states[client] / 2;
            String json = String.format(
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
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }
}
